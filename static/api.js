// Asks the server. Whatever goes wrong becomes a Problem with words for people; an aborted request stays an AbortError.

import { eventsOf } from "./events.js";
import { bodyOf } from "./kept.js";
import { t } from "./messages.js";

/** A refusal or a failure: status 0 where no answer came; errors name the fields at fault. */
export class Problem extends Error {
  constructor({ status, detail, code = "", values = {}, errors = [] }) {
    super(detail);
    Object.assign(this, { status, code, values });
    this.errors = errors;
  }

  /** Whether the same request may succeed later. */
  get passes() {
    return this.status === 0 || this.status >= 500;
  }
}

/** The result for a query string, with what each run took; points that no address can hold go by POST. */
export async function compare(query, signal) {
  const body = bodyOf(query);
  const posted = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  const response = await (body ? answered("/api/v1/compare", signal, posted) : answered(query ? `/api/v1/compare?${query}` : "/api/v1/compare", signal));
  return { ...(await told(response, signal)), took: tookOf(response.headers) };
}

/** The milliseconds that each run's training took, in their order, as Server-Timing has them: no body holds a time. */
function tookOf(headers) {
  return [...(headers.get("Server-Timing") ?? "").matchAll(/\brun\d+;dur=([\d.]+)/g)].map(([, took]) => Number(took));
}

/** The events of its training, as they come: {name, data} each. */
export async function* watchCompare(query, signal) {
  const body = bodyOf(query);
  const posted = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  const response = await (body ? answered("/api/v1/compare/events", signal, posted) : answered(`/api/v1/compare/events?${query}`, signal));
  if (response.ok) yield* eventsOf(response.body);
}

/** What a spelling names, with its words and its curve: one activation, or one for each layer. */
export async function spelledOut(text, signal) {
  const { activations } = await ask(`/api/v1/activation?text=${encodeURIComponent(text)}`, signal);
  return activations;
}

/** What a network with given weights answers: the body of POST /api/v1/evaluate, and its answer. */
export function evaluate(body, signal) {
  return ask("/api/v1/evaluate", signal, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
}

/** What stands at an address below /api/v1/. */
export function got(path, signal) {
  return ask(`/api/v1/${path}`, signal);
}

/** The address of one insight into the network of a query, told these parameters of its own. */
export function insightAddress(name, query, parameters = {}) {
  const told = Object.entries(parameters).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const whole = [query, ...told].filter(Boolean).join("&");
  return `/api/v1/insight/${name}${whole && `?${whole}`}`;
}

/** What an insight answers; of points that no address can hold, too. */
export function insight(name, query, parameters, signal) {
  const body = bodyOf(query);
  if (!body) return ask(insightAddress(name, query, parameters), signal);
  const { activation: [activation], ...fields } = JSON.parse(body);
  return ask(`/api/v1/insight/${name}`, signal, posted({ ...fields, activation, ...parameters }));
}

function posted(body) {
  return { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

function unreadable() {
  return { code: "unreadable", detail: t("fault.unreadable") };
}

async function ask(url, signal, options) {
  return told(await answered(url, signal, options), signal);
}

async function told(response, signal) {
  const body = await readable(response, signal);
  if (response.ok) return body;
  throw new Problem({ ...(body.detail ? {} : unreadable()), ...body, status: response.status });
}

async function answered(url, signal, options = {}) {
  const headers = { Accept: "application/json, application/problem+json", ...options.headers };
  try {
    return await fetch(url, { ...options, signal, headers });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Problem({ status: 0, code: "unreachable", detail: t("fault.unreachable") });
  }
}

async function readable(response, signal) {
  try {
    return await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem({ status: response.ok ? 0 : response.status, ...unreadable() });
  }
}
