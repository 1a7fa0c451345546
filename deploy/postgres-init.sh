#!/bin/sh
# Run once by the database's image when its data is made: the database, and the login that the application has.
# Its rights are given by the migrations, which the owner runs.
set -eu

psql --username postgres --set ON_ERROR_STOP=1 --set password="$APP_PASSWORD" <<'SQL'
CREATE DATABASE cuijiao;
CREATE ROLE cuijiao_app LOGIN PASSWORD :'password';
SQL
