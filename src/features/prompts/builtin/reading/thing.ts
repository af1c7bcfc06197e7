/** A thing that the text names: `two small red cars`. */
export interface Thing {
  /** Singular, in the user's words. */
  name: string;
  /** Its last word, lower case, singular. */
  head: string;
  count?: number;
  attributes: string[];
  clothing?: string;
  expression?: string;
  /** -ing words before it that are actions: `a sleeping cat`. */
  doing: string[];
  isName: boolean;
  isPlural: boolean;
  /** With article, number and adjectives. */
  start: number;
  end: number;
  /** Adjectives and name as written, without article. */
  phrase: string;
  nameStart: number;
  nameEnd: number;
  /** Where its count or article stands. */
  countStart?: number;
  countEnd?: number;
}

/** A thing, and the first unit behind it. */
export interface ThingRead {
  thing: Thing;
  next: number;
}
