import { Card, Empty, Grid, Table } from 'antd';
import type { ReactNode } from 'react';
import './rows.css';

export type Column<Row> = {
  key: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: 'left' | 'right';
};

type Props<Row extends object> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What it means that there is nothing */
  empty: ReactNode;
  loading?: boolean;
  selection?: { chosen: readonly string[]; onChange: (keys: string[]) => void };
};

/** A table at the desk; on the phone a card for each row, its first column as the title. */
export function Rows<Row extends object>({ columns, rows, keyOf, empty, loading, selection }: Props<Row>) {
  const wide = Grid.useBreakpoint().md ?? true;
  if (!loading && rows.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />;
  }
  if (wide) {
    return (
      <Table<Row>
        size="small"
        pagination={false}
        loading={loading ?? false}
        rowKey={keyOf}
        dataSource={[...rows]}
        scroll={{ x: 'max-content' }}
        columns={columns.map(({ key, title, cell, align }) => ({
          key,
          title,
          align: align ?? 'left',
          render: (_: unknown, row: Row) => cell(row),
        }))}
        {...(selection
          ? {
              rowSelection: {
                selectedRowKeys: [...selection.chosen],
                onChange: (keys) => selection.onChange(keys.map(String)),
              },
            }
          : {})}
      />
    );
  }
  const [first, ...others] = columns;
  return (
    <div className="row-cards">
      {rows.map((row) => {
        const key = keyOf(row);
        const chosen = selection?.chosen.includes(key) ?? false;
        return (
          <Card key={key} size="small" className="row-card">
            <div className="row-card-title">
              {selection && (
                <input
                  type="checkbox"
                  aria-label={key}
                  checked={chosen}
                  onChange={() =>
                    selection.onChange(
                      chosen ? selection.chosen.filter((one) => one !== key) : [...selection.chosen, key],
                    )
                  }
                />
              )}
              {first?.cell(row)}
            </div>
            <dl>
              {others.map(({ key: name, title, cell }) => (
                <div key={name}>
                  <dt>{title}</dt>
                  <dd>{cell(row)}</dd>
                </div>
              ))}
            </dl>
          </Card>
        );
      })}
    </div>
  );
}
