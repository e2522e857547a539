export { type ReceivedSpan, type Receiver, startReceiver } from "./start-receiver.ts";
