package io.millrace.cluster.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cluster.code.PreparedCode;
import io.millrace.cluster.control.ControlCodec;
import io.millrace.cluster.control.ControlMessage;
import io.millrace.cluster.control.DeployedCode;
import io.millrace.cluster.control.Durability;
import io.millrace.cluster.control.Shutdown;
import io.millrace.cluster.directory.ApiRole;
import io.millrace.cluster.directory.ApiTokens;
import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.CoordinatorAddress;
import io.millrace.cluster.http.ApplicationView;
import io.millrace.cluster.http.ClusterView;
import io.millrace.cluster.http.ClusterView.CoordinatorProcessView;
import io.millrace.cluster.http.RewindControl;
import io.millrace.http.Loopback;
import io.millrace.http.RefusedException;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.transport.AeronTransport;
import io.millrace.transport.ClusterSecret;
import io.millrace.transport.ControlSender;
import io.millrace.transport.FrameRouter;
import io.millrace.transport.Peer;
import io.millrace.transport.TransportListener;
import io.millrace.transport.TransportSettings;
import io.millrace.transport.WorkerAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CoordinatorProcessTest {
  @TempDir Path dir;
  private ClusterDirectory directory;
  private CoordinatorProcess process;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void create() {
    directory = new ClusterDirectory(dir);
    directory.create();
    process = start();
  }

  @AfterEach
  void close() {
    process.close();
  }

  private CoordinatorProcess start() {
    return CoordinatorProcess.start(directory, Loopback.HOST, new SystemClock(), Listening::new);
  }

  private void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("in time; heard: %s", heard).isFalse();
      Thread.onSpinWait();
    }
  }

  private String request(String method, String path) throws Exception {
    return request(method, path, "Bearer " + directory.apiTokens().of(ApiRole.ADMIN)).body();
  }

  private HttpResponse<String> request(String method, String path, String authorization)
      throws Exception {
    String api = directory.coordinator().orElseThrow().api();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void shouldTalkWithWorkersThatKnowTheSecret() {
    CoordinatorAddress address = directory.coordinator().orElseThrow();
    try (Caller worker = new Caller("w1", directory.secret())) {
      Peer coordinator =
          worker.transport.connect(CoordinatorAddress.NAME, WorkerAddress.parse(address.address()));
      ControlSender sender = coordinator.newControlSender();
      byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
      await(() -> sender.offer(hello, 0, hello.length));

      await(() -> heard.contains("w1: hello"));
      assertThat(heard).first().isEqualTo("w1 connected");
      await(() -> worker.messages.contains(new Shutdown(7)));
    }
    await(() -> heard.contains("w1 lost"));
  }

  @Test
  void shouldNotTalkWithOthers() {
    byte[] wrong = "another secret, as long as it is".getBytes(StandardCharsets.UTF_8);
    try (Caller worker = new Caller("w1", wrong);
        Caller member = new Caller("w2", directory.secret())) {
      String address = directory.coordinator().orElseThrow().address();
      worker.transport.connect(CoordinatorAddress.NAME, WorkerAddress.parse(address));
      member.transport.connect(CoordinatorAddress.NAME, WorkerAddress.parse(address));
      await(() -> heard.contains("w2 connected"));

      assertThat(heard).containsExactly("w2 connected");
    }
  }

  @Test
  void shouldServeAndEndWhenTheClusterIsStopped() throws Exception {
    assertThat(request("GET", "/health")).contains("\"cluster\":\"test\"", "\"phase\":\"running\"");
    assertThat(request("GET", "/apps/words")).contains("\"error\":\"unknown: words\"");
    assertThat(request("GET", "/other")).contains("no such path");

    assertThat(request("POST", "/cluster/stop")).contains("stopping");

    assertThat(process.awaitEnd()).isTrue();
    assertThat(directory.coordinator()).isEmpty();
  }

  @Test
  void shouldServeNobodyWithoutAToken() throws Exception {
    String other =
        ApiTokens.of(ClusterSecret.of(new byte[32])).of(ApiRole.ADMIN); // of another cluster
    for (String authorization :
        Arrays.asList(null, "", "Basic eDp5", "Bearer", "Bearer " + other)) {
      for (String path : List.of("/", "/cluster", "/apps", "/apps/words", "/log", "/other")) {
        HttpResponse<String> refused = request("GET", path, authorization);
        assertThat(refused.statusCode()).as(path).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(refused.body()).contains("'millrace cluster token' prints");
      }
      assertThat(request("POST", "/cluster/stop", authorization).statusCode()).isEqualTo(401);
    }

    assertThat(request("GET", "/health", null).statusCode()).isEqualTo(200);
    assertThat(request("GET", "/cluster")).contains("\"phase\":\"running\"");
  }

  @Test
  void shouldLetViewersLookOnly() throws Exception {
    String viewer = "bearer " + directory.apiTokens().of(ApiRole.VIEWER);

    assertThat(request("GET", "/cluster", viewer).statusCode()).isEqualTo(200);
    for (String path : List.of("/cluster/stop", "/apps", "/apps/words/scale?workers=2")) {
      HttpResponse<String> refused = request("POST", path, viewer);
      assertThat(refused.statusCode()).as(path).isEqualTo(403);
      assertThat(refused.body()).contains("--role admin");
    }
    assertThat(request("DELETE", "/cluster/workers/w1/drain", viewer).statusCode()).isEqualTo(403);
    assertThat(request("GET", "/cluster")).contains("\"phase\":\"running\"");
  }

  @Test
  void shouldBeAloneAndBeFollowedByAHigherIncarnation() {
    assertThatThrownBy(this::start).hasMessageContaining("cluster has a coordinator");
    CoordinatorAddress first = directory.coordinator().orElseThrow();

    process.close();
    assertThat(directory.coordinator()).contains(first);
    process = start();

    CoordinatorAddress second = directory.coordinator().orElseThrow();
    assertThat(second.incarnation()).isGreaterThan(first.incarnation());
    assertThat(second.pid()).isEqualTo(ProcessHandle.current().pid());
  }

  /** A worker's end of the network. */
  private static final class Caller implements TransportListener, AutoCloseable {
    private final List<ControlMessage> messages = new CopyOnWriteArrayList<>();
    private final AeronTransport transport;

    Caller(String name, byte[] secret) {
      transport =
          AeronTransport.open(
              TransportSettings.of(name, 1, ClusterSecret.of(secret)),
              new SystemClock(),
              new FrameRouter(0, 0, (frame, at) -> -1),
              this);
      transport.start();
    }

    @Override
    public void onConnected(Peer peer) {}

    @Override
    public void onLost(Peer peer, String reason) {}

    @Override
    public void onControl(Peer peer, byte[] message, int at, int length) {
      messages.add(ControlCodec.decode(message, at, length));
    }

    @Override
    public void close() {
      transport.close();
    }
  }

  /** Remembers what it hears, and answers each message. */
  private final class Listening implements CoordinatorDuty {
    private final ControlLinks links;
    private final Commands commands;
    private String answerTo;
    private boolean done;

    Listening(ControlLinks links, Commands commands) {
      this.links = links;
      this.commands = commands;
    }

    @Override
    public void serves(CoordinatorAddress address) {}

    @Override
    public void onConnected(String worker) {
      heard.add(worker + " connected");
    }

    @Override
    public void onLost(String worker, String reason) {
      heard.add(worker + " lost");
    }

    @Override
    public void onMessage(String worker, byte[] message) {
      heard.add(worker + ": " + new String(message, StandardCharsets.UTF_8));
      answerTo = worker;
    }

    @Override
    public int work() {
      if (answerTo != null && links.offer(answerTo, new Shutdown(7))) {
        answerTo = null;
        return 1;
      }
      return 0;
    }

    @Override
    public boolean isDone() {
      return done;
    }

    @Override
    public ClusterView cluster() {
      return commands.ask(
          () ->
              new ClusterView(
                  "test",
                  dir.toString(),
                  "running",
                  new CoordinatorProcessView(1, "here", 1, "", ""),
                  0,
                  List.of(),
                  List.of()));
    }

    @Override
    public ApplicationView application(String name) {
      throw RefusedException.unknown("unknown: " + name);
    }

    @Override
    public Optional<ApplicationMetadata> kept(String name) {
      return Optional.empty();
    }

    @Override
    public DeployedCode code(String name, int version) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Known known(String name) {
      throw RefusedException.unknown("unknown: " + name);
    }

    @Override
    public void deploy(PreparedCode code, Integer workers, Durability durability) {}

    @Override
    public void update(PreparedCode code) {}

    @Override
    public RewindControl rewinds() {
      return null; // nobody asks
    }

    @Override
    public void drain(String worker) {}

    @Override
    public void undrain(String worker) {}

    @Override
    public void scale(String name, int workers) {}

    @Override
    public void stop(String name, boolean keepState) {}

    @Override
    public void stopCluster() {
      commands.ask(() -> done = true);
    }

    @Override
    public void close() {}
  }
}
