package io.millrace.transport;

/**
 * Where a worker's transport listens.
 *
 * @param host a name or an address; an IPv6 address in brackets
 * @param port of UDP, 1 to 65535
 */
public record WorkerAddress(String host, int port) {
  /** The longest host name there is. */
  static final int HOST_LENGTH = 253;

  public WorkerAddress {
    if (!isHost(host) || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "address out of range: host="
              + host
              + ", port="
              + port
              + "; a host name or address and a port from 1 to 65535");
    }
  }

  /** Reads {@code host:port}. */
  public static WorkerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 0 || port.isEmpty() || port.length() > 5 || !isNumber(port)) {
      throw new IllegalArgumentException("address unreadable: address=" + text + "; host:port");
    }
    return new WorkerAddress(text.substring(0, colon), Integer.parseInt(port));
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether a text can stand for a host in a channel's name: no part of another parameter. */
  static boolean isHost(String host) {
    if (host == null || host.isEmpty() || host.length() > HOST_LENGTH) {
      return false;
    }
    return host.chars()
        .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || ".-_[]:%".indexOf(c) >= 0));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
