package io.millrace.scheduler.mesos.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LeaderLinkTest {
  private final List<LinkEvent> heard = new ArrayList<>();

  /** What a master of version 1.11 writes of itself, shortened. */
  private static byte[] info(String ip, int port) {
    return ("{\"address\":{\"hostname\":\"m.example\",\"ip\":\""
            + ip
            + "\",\"port\":"
            + port
            + "},\"id\":\"7\",\"ip\":16777343,\"pid\":\"master@"
            + ip
            + ":"
            + port
            + "\",\"port\":"
            + port
            + ",\"version\":\"1.11.0\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private LinkEvent answer(MasterLink link, int stream, URI address) {
    link.subscribe(stream, address, Call.getDefaultInstance());
    heard.clear();
    while (heard.isEmpty()) {
      link.poll(heard::add);
      LockSupport.parkNanos(1_000_000);
    }
    return heard.get(0);
  }

  @Test
  void shouldGoToTheMasterThatZooKeeperSaysLeads() throws Exception {
    try (TestingServer server = new TestingServer();
        CuratorFramework masters =
            CuratorFrameworkFactory.newClient(server.getConnectString(), new RetryOneTime(100));
        MasterLink link = LeaderLink.of(MasterAccess.open(), 1 << 20)) {
      masters.start();
      URI address = MasterAddress.parse("zk://" + server.getConnectString() + "/mesos");
      assertThat(answer(link, 1, address))
          .asString()
          .contains("ZooKeeper knows of no masters: " + address);
      masters.create().forPath("/mesos");
      masters.create().forPath("/mesos/log_replicas");
      assertThat(answer(link, 2, address))
          .asString()
          .contains("ZooKeeper says that no master leads: " + address);

      masters.create().forPath("/mesos/json.info_0000000012", info("10.0.0.2", 5050));
      masters.create().forPath("/mesos/json.info_0000000007", info("10.0.0.1", 5060));
      assertThat(answer(link, 3, address))
          .isEqualTo(new LinkEvent.Redirected(3, URI.create("http://10.0.0.1:5060/")));
      masters.delete().forPath("/mesos/json.info_0000000007");
      assertThat(answer(link, 4, address))
          .isEqualTo(new LinkEvent.Redirected(4, URI.create("http://10.0.0.2:5050/")));

      masters.setData().forPath("/mesos/json.info_0000000012", info("10.0.0.2", 0));
      assertThat(answer(link, 5, address)).asString().contains("master is not understood");
      masters.setData().forPath("/mesos/json.info_0000000012", new byte[] {'{'});
      assertThat(answer(link, 6, address)).asString().contains("ZooKeeper cannot be asked");
    }
  }

  @Test
  void shouldSayThatNoZooKeeperAnswers() throws Exception {
    String gone;
    try (TestingServer server = new TestingServer()) {
      gone = server.getConnectString();
    }
    try (MasterLink link = LeaderLink.of(MasterAccess.open(), 1 << 20)) {
      assertThat(answer(link, 1, URI.create("zk://" + gone + "/mesos")))
          .asString()
          .contains("ZooKeeper does not answer: zk://" + gone + "/mesos");
    }
  }

  @Test
  void shouldTellNothingOfASubscriptionThatWasDropped() {
    List<URI> asked = new ArrayList<>();
    try (MasterLink link =
        new LeaderLink(
            new HttpMasterLink(MasterAccess.open(), 1 << 20),
            address -> {
              asked.add(address);
              return URI.create("http://" + asked.size() + ".example/");
            })) {
      link.subscribe(1, URI.create("zk://a/m"), Call.getDefaultInstance());
      link.drop(1);
      assertThat(answer(link, 2, URI.create("zk://b/m")))
          .isEqualTo(new LinkEvent.Redirected(2, URI.create("http://2.example/")));
      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void shouldReadAddressesAsMasterAndAgentsTakeThem() {
    assertThat(MasterAddress.split("http://a:5050,https://b"))
        .containsExactly("http://a:5050", "https://b");
    String quorum = "zk://a:2181,b:2181,c:2181/mesos/prod";
    assertThat(MasterAddress.split(quorum)).containsExactly(quorum);
    assertThat(MasterAddress.parse(quorum).getAuthority()).isEqualTo("a:2181,b:2181,c:2181");
    assertThatThrownBy(() -> MasterAddress.parse("zk://u:p@a:2181/mesos"))
        .hasMessageContaining("leave USER:PASSWORD@ out")
        .hasMessageNotContaining("u:p");
    assertThatThrownBy(() -> MasterAddress.parse("zk://a:2181/"))
        .hasMessageContaining("zk://HOST:2181[,HOST:2181]/PATH");
  }
}
