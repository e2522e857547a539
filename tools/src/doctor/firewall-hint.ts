/** Returns how to let multicast DNS through the firewall of a platform, in one line. */
export function firewallHint(platform: string): string {
  return HINTS[platform] ?? "Let UDP port 5353 to and from 224.0.0.251 through the firewall";
}

const HINTS: Readonly<Record<string, string>> = {
  linux:
    'Let UDP 5353 in: "sudo ufw allow 5353/udp", or "sudo firewall-cmd --add-service=mdns", ' +
    'or see "sudo nft list ruleset"',
  darwin:
    "Allow incoming connections for node in System Settings > Network > Firewall, and the " +
    "terminal under Privacy & Security > Local Network",
  win32:
    'Allow it: "netsh advfirewall firewall add rule name=mDNS dir=in action=allow ' +
    'protocol=UDP localport=5353", and set the network to private',
  wsl:
    "WSL passes no multicast on to the network unless .wslconfig has networkingMode=mirrored; " +
    "within WSL the loopback is enough",
};
