import type { components, paths } from './generated';

/** The types of the HTTP interface by name: `Schemas['ProductView']`. */
export type Schemas = components['schemas'];
export type Money = Schemas['Money'];

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Operation<P, M extends Method> = P extends keyof paths ? (M extends keyof paths[P] ? paths[P][M] : never) : never;
type Known<P, M extends Method> = [Operation<P, M>] extends [never] ? false : true;
type Content<T> = T extends { content: infer C } ? C[keyof C] : undefined;
type Successes<R> = { [S in keyof R]: S extends 200 | 201 | 202 ? Content<R[S]> : S extends 204 ? undefined : never }[keyof R];

/** What a route answers. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer<P, M extends Method> = Known<P, M> extends true
  ? Operation<P, M> extends { responses: infer R } ? Successes<R> : never
  : any;

type ParametersIn<O, Where extends string> = O extends { parameters: infer All }
  ? Where extends keyof All ? All[Where] : never
  : never;

/** Query values: lists are repeated, an object `attr` becomes `attr.<name>=value`. */
export type QueryValue = string | number | boolean | null | undefined | readonly string[] | { readonly [name: string]: readonly string[] };
export type Query = { readonly [name: string]: QueryValue };

type QueryOf<P, M extends Method> = Known<P, M> extends true ? NonNullable<ParametersIn<Operation<P, M>, 'query'>> : Query;
type BodyOf<P, M extends Method> = Known<P, M> extends true
  ? Operation<P, M> extends { requestBody: { content: infer C } } ? C[keyof C] : undefined
  : any;

type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never;
type PathOf<P extends string> = [PathNames<P>] extends [never] ? { path?: undefined } : { path: Record<PathNames<P>, string> };

/** Everything that goes with a call, typed by the route. */
export type Options<P extends string, M extends Method> = PathOf<P> & {
  query?: [QueryOf<P, M>] extends [never] ? undefined : QueryOf<P, M>;
  body?: BodyOf<P, M>;
  /** Makes a POST safe to repeat; keep the key until the answer came (see `idempotencyKey`). */
  idempotencyKey?: string;
  /** Opens a guest's cart. */
  cartToken?: string | null;
  /** Opens a guest's order. */
  orderToken?: string | null;
  signal?: AbortSignal;
};

/** The routes that the interface has, and any other path (typed `any`) while a route is being built. */
export type Path = keyof paths | (string & {});

/** A GET with its parameters: something to load, prefetch, or find in what is already here. */
export interface Request<T> {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Only carries the type. */
  readonly answer?: T;
}
