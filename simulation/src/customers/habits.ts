import { setTimeout } from "node:timers/promises";
import type { Customer } from "./customer.ts";
import type { Card } from "./order-request.ts";

/** What a customer does in the shop, from the first page to the last. */
export type Habit = (customer: Customer) => Promise<void>;

/** Fills the cart and returns the key of its page. */
async function fillCart(customer: Customer): Promise<string> {
  for (let items = customer.random.whole(1, 2); items > 0; items--) await customer.add();
  return customer.keyOf(await customer.readCart());
}

/** Orders, and waits to hear what becomes of it. */
const buys: Habit = async (customer) => orders(customer, await fillCart(customer));

async function orders(customer: Customer, key: string): Promise<void> {
  const { answer } = await customer.order(key);
  if (answer === "in doubt") await customer.follow(key);
}

/** Orders, and when that fails orders again, at times with a mistake in the card's number. */
const reloads: Habit = (customer) =>
  insists(customer, (times) => (times > 0 && customer.random.chance(0.3) ? "mistyped" : "good"));

/** Does the same with a card that expires about now. */
const hasOldCard: Habit = (customer) => insists(customer, () => "old");

async function insists(customer: Customer, cardFor: (times: number) => Card): Promise<void> {
  const key = await fillCart(customer);
  for (let times = 0; times < 4; times++) {
    const { answer } = await customer.order(key, { card: cardFor(times) });
    if (answer !== "in doubt") return;
    await setTimeout(customer.random.between(100, 3_000));
  }
  await customer.follow(key);
}

/** Presses the button twice. */
const doubleClicks: Habit = async (customer) => {
  const key = await fillCart(customer);
  const again = setTimeout(customer.random.between(1, 300)).then(() => customer.order(key));
  const told = await Promise.all([customer.order(key), again]);
  if (told.every(({ answer }) => answer === "in doubt")) await customer.follow(key);
};

/** Orders in two tabs, of which one shows an older cart: at the same time, or in between. */
const usesTwoTabs: Habit = async (customer) => {
  const one = await fillCart(customer);
  const early = customer.random.chance(0.5) ? orders(customer, one) : undefined;
  const other = await fillCart(customer);
  await Promise.all([early ?? orders(customer, one), orders(customer, other)]);
};

/** Adds to the cart while the order is under way. */
const changesCart: Habit = (customer) => ordersWhile(customer, customer.add);

/** Takes everything out of the cart while the order is under way. */
const emptiesCart: Habit = (customer) => ordersWhile(customer, customer.emptyCart);

async function ordersWhile(customer: Customer, act: () => Promise<void>): Promise<void> {
  const key = await fillCart(customer);
  const acting = setTimeout(customer.random.between(0, 200)).then(act);
  const { answer } = await customer.order(key);
  await acting;
  if (answer === "in doubt") await customer.follow(key);
}

/** Closes the browser while the order is under way. */
const givesUp: Habit = async (customer) => {
  const key = await fillCart(customer);
  const closed = new AbortController();
  const order = customer.order(key, { signal: closed.signal });
  await setTimeout(customer.random.between(1, 300));
  closed.abort();
  await order;
};

/** Closes the browser, and orders what is in the cart when it is open again. */
const comesBack: Habit = async (customer) => {
  await givesUp(customer);
  await setTimeout(customer.random.between(100, 20_000));
  const cart = await customer.readCart();
  if (cart.items.length > 0) await orders(customer, customer.keyOf(cart));
};

/** Orders, and cancels before long. */
const regrets: Habit = async (customer) => {
  const key = await fillCart(customer);
  const order = customer.order(key);
  await setTimeout(customer.random.next() ** 2 * 2_000);
  await customer.cancel(key);
  await order;
};

/** Mistypes the number of the card, and corrects it. */
const correctsCard: Habit = async (customer) => {
  const key = await fillCart(customer);
  const { answer } = await customer.order(key, { card: "mistyped" });
  if (answer === "canceled") return;
  await orders(customer, key);
};

/** Is a program from before there were keys, which tries three times. */
const isOldClient: Habit = async (customer) => {
  await fillCart(customer);
  for (let times = 0; times < 3; times++) {
    const { answer } = await customer.order("");
    if (answer !== "in doubt") return;
    await setTimeout(customer.random.between(100, 2_000));
  }
};

/** Buys twice, one after the other. */
const buysAgain: Habit = async (customer) => {
  await buys(customer);
  await buys(customer);
};

/** Buys, and has money given back: twice at the same time, and so more than there is at times. */
const returnsGoods: Habit = async (customer) => {
  const { answer, orderId } = await customer.order(await fillCart(customer));
  if (answer !== "placed" || !orderId) return;
  await Promise.all([customer.refund(orderId), customer.refund(orderId)]);
};

/** All that customers do. */
export const habits: readonly Habit[] = [
  ...[buys, reloads, doubleClicks, usesTwoTabs, changesCart, emptiesCart],
  ...[
    givesUp,
    comesBack,
    regrets,
    regrets,
    correctsCard,
    hasOldCard,
    isOldClient,
    buysAgain,
    returnsGoods,
  ],
];
