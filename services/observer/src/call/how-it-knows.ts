import { type Html, html } from "../page/html.ts";

/** Explains how a caller, here the observer, knows what a service offers. */
export function howItKnows(service: string): Html {
  return html`<section class="card how" aria-labelledby="how"><h2 id="how">How does this page know what ${service} offers?</h2>
<ol class="steps">
<li><h3>It has no list</h3><p>Nothing of this page was written for ${service}. The observer knows its name, as every caller does, and the registry knows where it runs.</p></li>
<li><h3>It asked a running copy</h3><p>Every copy answers <code>grpc.reflection.v1.ServerReflection</code>: it names its services, and sends the proto files that declare them, each as a <code>FileDescriptorProto</code>. They come with their comments, so the words on this page are those of the file.</p></li>
<li><h3>There is one file</h3><p>These are made of the one folder <code>proto/</code>, and so is the code of all callers: theirs at the type-check, this page as you look. A new RPC is on this page when the service has started again. <code>npm run call ${service}</code> and grpcurl ask the same.</p></li>
</ol></section>`;
}
