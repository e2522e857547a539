/** What the template `error` is given. */
export interface ErrorModel {
  readonly heading: string;
  readonly explanation: string;
  /** The bad fields of a form, and what is wrong with each. */
  readonly fields: Readonly<Record<string, string>>;
  /** The form that may be sent again, where that does no harm. */
  readonly again?: FormModel | undefined;
}

/** A form that is filled in already. */
export interface FormModel {
  /** Below BASE_URL. */
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}
