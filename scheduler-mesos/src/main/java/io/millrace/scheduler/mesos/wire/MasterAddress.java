package io.millrace.scheduler.mesos.wire;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Where masters are, as users write it. */
public final class MasterAddress {
  static final String ZOOKEEPER = "zk";

  private static final String WANTED =
      "; http://HOST:5050, https://HOST:5050, or zk://HOST:2181[,HOST:2181]/PATH";

  private MasterAddress() {}

  /**
   * The addresses in a list with commas; those between the hosts of ZooKeeper are no part of it.
   */
  public static List<String> split(String all) {
    return all.startsWith(ZOOKEEPER + "://") ? List.of(all) : Stream.of(all.split(",")).toList();
  }

  /**
   * The address of a master, or of the ZooKeeper that knows which one leads.
   *
   * @throws IllegalArgumentException if it is neither; says what is wanted
   */
  public static URI parse(String text) {
    URI uri = URI.create(text);
    if (uri.getAuthority() != null && uri.getAuthority().contains("@")) {
      throw new IllegalArgumentException(
          "address of a master with a user in it: leave USER:PASSWORD@ out; ZooKeeper is only read,"
              + " and masters take --principal and --secret-file");
    }
    boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    boolean isWhole =
        isZooKeeper(uri)
            ? uri.getAuthority() != null && uri.getPath().length() > 1
            : isHttp && uri.getHost() != null;
    if (!isWhole) {
      throw new IllegalArgumentException("address of a master: " + text + WANTED);
    }
    return isHttp ? uri.resolve("/") : uri;
  }

  static boolean isZooKeeper(URI address) {
    return ZOOKEEPER.equals(address.getScheme());
  }
}
