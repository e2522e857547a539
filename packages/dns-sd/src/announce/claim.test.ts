import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Message, query } from "../messages/message.ts";
import { toRecords } from "../messages/to-records.ts";
import { announcementOf } from "../testing/announcement-of.ts";
import { createService, names } from "../testing/create-service.ts";
import { LOOPBACK, SHARED, type Timing } from "../timing.ts";
import { type Claim, createClaim } from "./claim.ts";

/** A claim on a clock that a test moves, and what it sent when. */
function open(t: TestContext, timing: Timing) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const service = createService("cart");
  const sent: string[] = [];
  let nowMs = 0;
  const claim = createClaim(service, {
    timing: { ...timing, probeDelayMs: [0, 0] },
    sendProbe: ({ name }) => sent.push(`${nowMs} probe${name === service.name ? "" : " anew"}`),
    async sendAnnouncement({ name }) {
      sent.push(`${nowMs} announcement${name === service.name ? "" : " anew"}`);
    },
    onRename: (taken) => sent.push(`${nowMs} yields ${taken === service.name}`),
  });
  t.after(() => claim[Symbol.dispose]());
  return {
    claim,
    sent,
    ours: toRecords(names, service),
    rival: announcementOf({ ...service, port: 9 }),
    pass(ms: number) {
      for (let step = 0; step < ms; step += 10) {
        nowMs += 10;
        t.mock.timers.tick(10);
      }
    },
  };
}

test("createClaim probes three times before it announces on a shared link", (t) => {
  const { claim, sent, pass } = open(t, SHARED);
  assert.equal(claim.isAnnounced, false);
  pass(5_000);
  assert.deepEqual(sent, [
    "0 probe",
    "250 probe",
    "500 probe",
    "750 announcement",
    "1750 announcement",
  ]);
  assert.equal(claim.isAnnounced, true);
});

test("createClaim announces beside the first probe on loopback", (t) => {
  const { claim, sent, pass } = open(t, LOOPBACK);
  assert.equal(claim.isAnnounced, true);
  pass(5_000);
  assert.deepEqual(sent, [
    "0 probe",
    "0 announcement",
    "250 probe",
    "500 probe",
    "1750 announcement",
  ]);
});

test("createClaim takes another name when its own is taken while it probes", (t) => {
  const { claim, sent, ours, rival, pass } = open(t, SHARED);
  pass(300);
  claim.hear(rival, ours);
  pass(2_000);
  assert.deepEqual(sent, [
    "0 probe",
    "250 probe",
    "300 yields true",
    "300 probe anew",
    "550 probe anew",
    "800 probe anew",
    "1050 announcement anew",
    "2050 announcement anew",
  ]);
});

test("createClaim probes again for a name that it has when another uses it", (t) => {
  const { claim, sent, ours, rival, pass } = open(t, SHARED);
  pass(2_000);
  claim.hear(rival, ours);
  assert.equal(claim.isAnnounced, false);
  assert.equal(claim.isKnown, true);
  pass(1_000);
  assert.deepEqual(sent.slice(5), ["2000 probe", "2250 probe", "2500 probe", "2750 announcement"]);
});

test("createClaim waits a second when it loses to a simultaneous prober", (t) => {
  const { claim, sent, ours, pass } = open(t, SHARED);
  const rival = { ...ours.srv, data: { ...ours.srv.data, target: "zzz.local", port: 65_535 } };
  pass(300);
  claim.hear(query({ authorities: [rival, ours.txt] }), ours);
  pass(1_100);
  assert.deepEqual(sent, ["0 probe", "250 probe", "1300 probe"]);
});

test("two claims to one name on a shared link end with two names", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const wanted = createService("cart");
  // Only the addresses differ, and both have announced the name.
  const claims: Claim[] = [];
  const at = ({ service }: Claim) => ({ ...service, address: service.address ?? assert.fail() });
  const records = (claim: Claim) => toRecords(names, at(claim));
  const tell = (from: () => Claim, make: (claim: Claim) => Message) => () => {
    const claim = from();
    for (const other of claims) if (other !== claim) other.hear(make(claim), records(other));
  };
  for (const [index, address] of ["10.0.0.1", "10.0.0.2"].entries()) {
    const self = () => claims[index] ?? assert.fail();
    const announce = tell(self, (claim) => announcementOf(at(claim)));
    const claim = createClaim(
      { ...wanted, address },
      {
        timing: { ...SHARED, probeDelayMs: [10, 10] },
        sendProbe: tell(self, (claim) => {
          const { srv, txt, address } = records(claim);
          return query({ authorities: [srv, txt, address] });
        }),
        sendAnnouncement: async () => announce(),
        onRename() {},
      },
    );
    claims.push(claim);
    t.after(() => claim[Symbol.dispose]());
    t.mock.timers.tick(2_000);
  }
  for (let step = 0; step < 1_000; step++) t.mock.timers.tick(10);
  const [one, other] = claims;
  assert.notEqual(one?.service.name, other?.service.name);
  assert.deepEqual([one?.isAnnounced, other?.isAnnounced], [true, true]);
});

test("createClaim goes on when it hears its own probe", (t) => {
  const { claim, sent, ours, pass } = open(t, SHARED);
  claim.hear(query({ authorities: [ours.srv, ours.txt, ours.address] }), ours);
  pass(300);
  assert.deepEqual(sent, ["0 probe", "250 probe"]);
});

test("createClaim pauses five seconds after many conflicts", (t) => {
  const { claim, sent, ours, rival, pass } = open(t, SHARED);
  for (let conflict = 0; conflict < 15; conflict++) claim.hear(rival, ours);
  const before = sent.length;
  pass(4_900);
  assert.equal(sent.length, before);
  pass(200);
  assert.equal(sent.length, before + 1);
});
