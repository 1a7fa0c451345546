/** The role that the application acts as. It owns nothing: see the first migration. */
export const applicationRole = 'cuijiao_app';

/** The owner of the tables in an embedded database. Elsewhere it is whoever migrates. */
export const ownerRole = 'cuijiao_owner';
