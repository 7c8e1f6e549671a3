export { createClient } from './client.ts';
export type { CallOptions, Client, ClientOptions } from './client.ts';
export { deliverEvents } from './deliver-events.ts';
export type { Delivery, DeliveryOptions } from './deliver-events.ts';
export { EmberlogError } from './emberlog-error.ts';
export type { Fetch } from './send-request.ts';
export type { ListParams, TrendingParams } from './ranking-params.ts';
export type { EventData, EventType, ItemPatch, WireEvent } from './wire-event.ts';
