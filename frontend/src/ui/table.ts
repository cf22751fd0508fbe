import { csvOf } from '$lib/csv';

/** A column of a Table. `value` is what is sorted, filtered and exported; a snippet may draw it otherwise. */
export interface Column<Row> {
  id: string;
  label: string;
  value: (row: Row) => string | number | null;
  /** Numbers and money stand at the end. */
  align?: 'start' | 'end';
  sortable?: boolean;
  /** Hidden on a narrow screen. */
  wide?: boolean;
  /** The head is for assistive technology only: the cells say what they are. */
  hideLabel?: boolean;
  /** Stands in the CSV file only. */
  csvOnly?: boolean;
}

export interface Sorting {
  column: string;
  descending: boolean;
}

/** The rows that contain the words, in the chosen order. Rows of equal value keep theirs. */
export function arrange<Row>(rows: readonly Row[], columns: readonly Column<Row>[], words: string, sorting: Sorting | null): Row[] {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter((row) => {
    const text = columns.map((column) => column.value(row) ?? '').join(' ').toLocaleLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const by = columns.find((column) => column.id === sorting?.column);
  if (!by || !sorting) return found;
  const sign = sorting.descending ? -1 : 1;
  return found.sort((a, b) => sign * compare(by.value(a), by.value(b)));
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** The table as CSV text, without the columns that only hold actions. */
export function tableCsv<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const of = columns.filter((column) => !column.hideLabel);
  return csvOf([of.map((column) => column.label), ...rows.map((row) => of.map((column) => column.value(row)))]);
}
