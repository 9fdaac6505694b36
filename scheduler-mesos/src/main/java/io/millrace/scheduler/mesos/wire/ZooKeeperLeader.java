package io.millrace.scheduler.mesos.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;

/**
 * Asks ZooKeeper which master leads: each enters itself below the path of the masters, in a node
 * {@code json.info_NUMBER} that goes with it; the least number leads.
 */
final class ZooKeeperLeader {
  private static final String ENTRY = "json.info_";
  private static final int SESSION_MS = 10_000;
  private static final int CONNECT_MS = 5_000;
  private static final int RETRY_MS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ZooKeeperLeader() {}

  /**
   * Waits for ZooKeeper, for some seconds.
   *
   * @param zooKeeper {@code zk://HOST:PORT[,HOST:PORT]/PATH}
   * @throws IllegalStateException if there is none, or that is not known; says why
   */
  static URI of(URI zooKeeper) {
    try (CuratorFramework client =
        CuratorFrameworkFactory.newClient(
            zooKeeper.getAuthority(), SESSION_MS, CONNECT_MS, new RetryOneTime(RETRY_MS))) {
      client.start();
      if (!client.blockUntilConnected(CONNECT_MS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("ZooKeeper does not answer: " + zooKeeper);
      }
      return leader(client, zooKeeper.getPath().replaceFirst("/+$", ""), zooKeeper);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static URI leader(CuratorFramework client, String path, URI where)
      throws InterruptedException {
    try {
      List<String> entries = client.getChildren().forPath(path);
      String first =
          entries.stream()
              .filter(entry -> entry.startsWith(ENTRY))
              .sorted()
              .findFirst()
              .orElseThrow(
                  () -> new IllegalStateException("ZooKeeper says that no master leads: " + where));
      return address(client.getData().forPath(path + "/" + first), where + "/" + first);
    } catch (IllegalStateException | InterruptedException e) {
      throw e;
    } catch (KeeperException.NoNodeException e) {
      throw new IllegalStateException(
          "ZooKeeper knows of no masters: " + where + "; is the path the one of their --zk?", e);
    } catch (Exception e) {
      throw new IllegalStateException("ZooKeeper cannot be asked: " + where + ", error=" + e, e);
    }
  }

  /** The address in what a master writes of itself. */
  private static URI address(byte[] info, String entry) throws IOException {
    JsonNode address = JSON.readTree(info).path("address");
    String host = address.path("ip").asText(address.path("hostname").asText());
    int port = address.path("port").asInt();
    if (host.isEmpty() || port <= 0) {
      throw new IllegalStateException("entry of a master is not understood: " + entry);
    }
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/");
  }
}
