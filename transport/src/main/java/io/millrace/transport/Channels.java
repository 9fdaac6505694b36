package io.millrace.transport;

/** Names of Aeron channels. */
final class Channels {
  /**
   * 208 KiB is what a stock kernel grants; a window of it must fit beside the kernel's overhead.
   */
  static final int SOCKET_BUFFER = 200 << 10;

  static final int WINDOW = 128 << 10;
  static final int TERM = 1 << 20;

  private static final int MTU = 1408;
  private static final int LOOPBACK_MTU = 8192;

  private Channels() {}

  /** Where a transport listens; port 0 lets the operating system choose. */
  static String at(TransportSettings settings) {
    return "aeron:udp?endpoint=" + settings.host() + ":" + settings.port() + "|rejoin=false";
  }

  /** The way to a peer, with a stream of its own. */
  static String to(WorkerAddress address, TransportSettings settings, int session) {
    return "aeron:udp?endpoint="
        + address
        + "|mtu="
        + mtu(address, settings)
        + "|term-length="
        + TERM
        + "|session-id="
        + session;
  }

  private static int mtu(WorkerAddress address, TransportSettings settings) {
    if (settings.mtu() > 0) {
      return settings.mtu();
    }
    return isLoopback(address.host()) ? LOOPBACK_MTU : MTU;
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }
}
