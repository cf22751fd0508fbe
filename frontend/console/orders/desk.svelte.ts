import { api, type Schemas } from '$api';
import { auth } from '$lib/auth.svelte';
import type { Resource } from '$lib/resource.svelte';
import { toasts } from '$ui';

import { Command } from '$lib/command.svelte';
import type { Order } from './states';

export type DialogName = 'accept' | 'ship' | 'complete' | 'cancel' | 'refund' | 'return' | 'approve' | 'reject' | 'receive' | 'payment';

/** What may be done with an order, by whom, and doing it. Nothing shows as done before the answer came. */
export class Desk {
  /** The dialog that is open. */
  dialog = $state<DialogName | null>(null);
  /** The return that the open dialog is about. */
  returnId = $state('');
  readonly command = new Command();

  constructor(private readonly shown: Resource<Order>) {}

  /** Whether the order's state and the person's roles allow it. */
  may(what: 'accept' | 'take_up' | 'ship' | 'complete' | 'cancel' | 'refund' | 'return' | 'record_payment'): boolean {
    if (!this.shown.data?.can.includes(what)) return false;
    if (what === 'record_payment') return auth.has('finance');
    return what === 'refund' ? auth.has('support', 'finance') : auth.has('support');
  }

  get mayDecideReturns(): boolean {
    return auth.has('support', 'finance');
  }

  open(dialog: DialogName, returnId = ''): void {
    this.returnId = returnId;
    this.dialog = dialog;
  }

  close(): void {
    this.dialog = null;
  }

  accept(order: Order, body: Schemas['AcceptRequest'], said: string): Promise<void> {
    return this.act('accept', body, said, (key) => api.post('/v1/orders/{order_id}/accept', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  ship(order: Order, body: Schemas['ShipmentRequest'], said: string): Promise<void> {
    return this.act('ship', body, said, (key) => api.post('/v1/orders/{order_id}/shipments', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  deliver(order: Order, shipmentId: string, said: string): Promise<void> {
    const path = { order_id: order.id, shipment_id: shipmentId };
    return this.act('deliver', shipmentId, said, (key) => api.post('/v1/orders/{order_id}/shipments/{shipment_id}/delivered', { path, idempotencyKey: key }));
  }

  complete(order: Order, body: Schemas['CompleteRequest'], said: string): Promise<void> {
    return this.act('complete', body, said, (key) => api.post('/v1/orders/{order_id}/complete', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  cancel(order: Order, body: Schemas['CancelRequest'], said: string): Promise<void> {
    return this.act('cancel', body, said, (key) => api.post('/v1/orders/{order_id}/cancel', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  refund(order: Order, body: Schemas['RefundRequest'], said: string): Promise<void> {
    return this.act('refund', body, said, (key) => api.post('/v1/orders/{order_id}/refunds', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  recordPayment(order: Order, body: Schemas['PaymentRecord'], said: string): Promise<void> {
    return this.act('payment', body, said, (key) => api.post('/v1/orders/{order_id}/payments', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  requestReturn(order: Order, body: Schemas['ReturnRequest'], said: string): Promise<void> {
    return this.act('return', body, said, (key) => api.post('/v1/orders/{order_id}/returns', { path: { order_id: order.id }, body, idempotencyKey: key }));
  }

  decide(order: Order, body: Schemas['ReturnDecision'], said: string): Promise<void> {
    const path = { order_id: order.id, return_id: this.returnId };
    return this.act(`decide ${this.returnId}`, body, said, (key) => api.post('/v1/orders/{order_id}/returns/{return_id}', { path, body, idempotencyKey: key }));
  }

  private async act(what: string, body: unknown, said: string, send: (key: string) => Promise<Order>): Promise<void> {
    const done = await this.command.run([what, body], async (key) => this.shown.set(await send(key)));
    if (done) {
      this.close();
      toasts.show(said);
    } else if (this.command.problem && (this.command.problem.status === 409 || this.command.problem.isUnreachable)) {
      // Somebody else was here, or we do not know: the truth is on the server.
      await this.shown.reload();
    }
  }
}
