package io.millrace.scheduler.mesos.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.scheduler.mesos.wire.RawServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HttpMasterLinkTest {
  private static final int MOST = 1 << 20;
  private static final String HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Transfer-Encoding: chunked",
          "Mesos-Stream-Id: s1",
          "Content-Type: application/x-protobuf",
          "",
          "");
  private static final String ACCEPTED = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
  private static final Call SUBSCRIBE =
      Call.newBuilder()
          .setType(Call.Type.SUBSCRIBE)
          .setSubscribe(
              Call.Subscribe.newBuilder()
                  .setFrameworkInfo(FrameworkInfo.newBuilder().setName("n").setUser("u")))
          .build();

  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final RawServer server = new RawServer((request, connection) -> connection.close());
  private HttpMasterLink link = new HttpMasterLink(MasterAccess.open(), MOST);
  private final List<LinkEvent> events = new ArrayList<>();

  @AfterEach
  void close() {
    link.close();
    server.close();
  }

  private void answer(RawServer.Handler handler) {
    server.answerWith(
        (request, connection) -> {
          requests.add(request);
          handler.handle(request, connection);
        });
  }

  private void subscribe() {
    link.subscribe(1, server.uri(), SUBSCRIBE);
  }

  private void await(Predicate<List<LinkEvent>> condition) {
    while (!condition.test(events)) {
      link.poll(events::add);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private LinkEvent last() {
    return events.get(events.size() - 1);
  }

  private void awaitEnd() {
    await(seen -> !seen.isEmpty() && !(last() instanceof LinkEvent.Opened) && !isReceived(last()));
  }

  private static boolean isReceived(LinkEvent event) {
    return event instanceof LinkEvent.Received;
  }

  private List<Event> received() {
    return events.stream()
        .filter(HttpMasterLinkTest::isReceived)
        .map(event -> Recordings.withoutCapabilities(((LinkEvent.Received) event).event()))
        .toList();
  }

  private static byte[] record(Event event) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    byte[] bytes = event.toByteArray();
    record.writeBytes((bytes.length + "\n").getBytes(US_ASCII));
    record.writeBytes(bytes);
    return record.toByteArray();
  }

  private static Event error(String message) {
    return Event.newBuilder()
        .setType(Event.Type.ERROR)
        .setError(Event.Error.newBuilder().setMessage(message))
        .build();
  }

  private static Call.Builder call(Call.Type type) {
    return Call.newBuilder().setType(type).setFrameworkId(FrameworkID.newBuilder().setValue("f"));
  }

  static Stream<String> streams() {
    return Recordings.streams();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void shouldHandOutWhatARealMasterSent(String stream) {
    byte[] body = Recordings.bytes(stream + ".response.recordio");
    answer(
        (request, connection) -> {
          connection.write(Recordings.text(stream + ".response.head").strip() + "\r\n\r\n");
          for (int at = 0; at < body.length; at += 1000) {
            connection.chunk(
                java.util.Arrays.copyOfRange(body, at, Math.min(body.length, at + 1000)));
          }
          connection.chunk(new byte[0]);
        });
    subscribe();
    awaitEnd();
    assertThat(events.get(0)).isInstanceOf(LinkEvent.Opened.class);
    assertThat(last()).isEqualTo(new LinkEvent.Ended(1, "the master has ended the stream"));
    if (Recordings.exists(stream + ".events.txt")) {
      assertThat(received()).isEqualTo(Recordings.events(stream));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "02-http-errors/15-content-type-text-plain, 415, Expecting 'Content-Type' of application/json",
    "02-http-errors/39-SUBSCRIBE-with-stream-id, 400, Subscribe calls should not include",
    "02-http-errors/42-SUBSCRIBE-accept-text-html, 406, Expecting 'Accept'",
    "02-http-errors/25-path-v1-missing, 404, 404 Not Found.",
    "21-two-masters-zookeeper/20-SUBSCRIBE-no-leader, 503, No leader elected",
    "22-authentication/01-SUBSCRIBE-no-credentials, 401, 401 Unauthorized."
  })
  void shouldTellHowASubscriptionIsRefused(String recording, int status, String text) {
    answer((request, connection) -> connection.write(Recordings.bytes(recording + ".response")));
    subscribe();
    awaitEnd();
    LinkEvent.Refused refused = (LinkEvent.Refused) last();
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.text()).startsWith(text);
  }

  @Test
  void shouldTellWhereARealFollowerRedirectsTo() {
    answer(
        (request, connection) ->
            connection.write(
                Recordings.bytes("21-two-masters-zookeeper/01-SUBSCRIBE-at-follower.response")));
    subscribe();
    awaitEnd();
    assertThat(last()).isEqualTo(new LinkEvent.Redirected(1, URI.create("http://127.0.0.1:5050/")));
  }

  @Test
  void shouldKeepTheSchemeAndRefuseAnotherWhenRedirected() {
    URI secure = URI.create("https://a:5050/");
    assertThat(HttpMasterLink.redirected(1, secure, "//b:5050/master/api/v1/scheduler"))
        .isEqualTo(new LinkEvent.Redirected(1, URI.create("https://b:5050/")));
    assertThat(HttpMasterLink.redirected(1, secure, "http://b:5050/"))
        .isInstanceOf(LinkEvent.Refused.class);
    assertThat(HttpMasterLink.redirected(1, secure, "")).isInstanceOf(LinkEvent.Refused.class);
    assertThat(HttpMasterLink.redirected(1, secure, "//[b")).isInstanceOf(LinkEvent.Refused.class);
  }

  @Test
  void shouldSendWhatARealMasterAccepts(@TempDir Path dir) throws IOException {
    Path secret = Files.writeString(dir.resolve("secret"), "wonderland\n");
    link = new HttpMasterLink(MasterAccess.basic("alice", secret), MOST);
    answer(
        (request, connection) -> {
          boolean isStream = Call.parseFrom(request.body()).getType() == Call.Type.SUBSCRIBE;
          connection.write(isStream ? HEAD : ACCEPTED);
        });
    subscribe();
    await(seen -> !seen.isEmpty());
    link.send(1, server.uri(), "s1", call(Call.Type.REVIVE).build());
    await(seen -> requests.size() == 2);
    List<Request> sent = List.copyOf(requests);
    assertThat(sent)
        .allSatisfy(
            request -> {
              assertThat(request.line()).isEqualTo("POST /api/v1/scheduler HTTP/1.1");
              assertThat(request.header("Content-Type")).isEqualTo("application/x-protobuf");
              assertThat(request.header("Accept")).isEqualTo("application/x-protobuf");
              assertThat(request.header("Authorization"))
                  .isEqualTo("Basic YWxpY2U6d29uZGVybGFuZA==");
              assertThat(request.header("Upgrade")).isEmpty();
            });
    assertThat(sent.get(0).headers()).doesNotContainKey("mesos-stream-id");
    assertThat(sent.get(1).header("Mesos-Stream-Id")).isEqualTo("s1");
  }

  @Test
  void shouldSendCallsInOrderAndNeverOnTheStreamsConnection() {
    List<Object> connections = new ArrayList<>();
    answer(
        (request, connection) -> {
          connections.add(connection);
          boolean isStream = Call.parseFrom(request.body()).getType() == Call.Type.SUBSCRIBE;
          connection.write(isStream ? HEAD : ACCEPTED);
        });
    subscribe();
    await(seen -> !seen.isEmpty());
    for (int i = 0; i < 50; i++) {
      Call kill =
          call(Call.Type.KILL)
              .setKill(
                  Call.Kill.newBuilder()
                      .setTaskId(org.apache.mesos.v1.Protos.TaskID.newBuilder().setValue("t" + i)))
              .build();
      link.send(1, server.uri(), "s1", kill);
    }
    await(seen -> requests.size() == 51);
    List<String> killed =
        requests.stream()
            .skip(1)
            .map(request -> parse(request).getKill().getTaskId().getValue())
            .toList();
    assertThat(killed).isEqualTo(IntStream.range(0, 50).mapToObj(i -> "t" + i).toList());
    assertThat(connections.subList(1, 51)).doesNotContain(connections.get(0));
    assertThat(events).hasSize(1);
  }

  private static Call parse(Request request) {
    try {
      return Call.parseFrom(request.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "02-http-errors/04-live-without-stream-id, 400",
    "02-http-errors/05-live-wrong-stream-id, 400",
    "07-resubscribe/05-RECONCILE-while-disconnected, 403",
    "22-authentication/12-RECONCILE-no-credentials, 401"
  })
  void shouldTellHowACallIsRefusedAndGoOn(String recording, int status) {
    answer(
        (request, connection) ->
            connection.write(
                parse(request).getType() == Call.Type.SUBSCRIBE
                    ? HEAD.getBytes(US_ASCII)
                    : Recordings.bytes(recording + ".response")));
    subscribe();
    await(seen -> !seen.isEmpty());
    link.send(1, server.uri(), "s1", call(Call.Type.REVIVE).build());
    link.send(1, server.uri(), "s1", call(Call.Type.SUPPRESS).build());
    await(seen -> seen.size() == 3);
    assertThat(events.subList(1, 3))
        .extracting(event -> ((LinkEvent.CallRefused) event).call())
        .containsExactly(Call.Type.REVIVE, Call.Type.SUPPRESS);
    assertThat(((LinkEvent.CallRefused) events.get(1)).status()).isEqualTo(status);
  }

  @Test
  void shouldTellThatNobodyIsThere() {
    server.close();
    subscribe();
    awaitEnd();
    assertThat(((LinkEvent.Ended) last()).cause()).contains("ConnectException");
  }

  @Test
  void shouldTellThatTheMasterDiedInTheMiddleOfARecord() {
    answer(
        (request, connection) -> {
          connection.write(HEAD);
          connection.chunk(record(error("first")));
          connection.chunk("100\nabc".getBytes(US_ASCII));
          connection.close();
        });
    subscribe();
    awaitEnd();
    assertThat(received()).containsExactly(error("first"));
    assertThat(((LinkEvent.Ended) last()).cause()).endsWith("in the middle of a record");
  }

  @ParameterizedTest
  @CsvSource({"99999999, too large", "x, no number", "3, no event"})
  void shouldGiveUpAStreamOfNonsense(String length, String complaint) {
    answer(
        (request, connection) -> {
          connection.write(HEAD);
          connection.chunk((length + "\nabcdefgh").getBytes(US_ASCII));
        });
    subscribe();
    awaitEnd();
    assertThat(((LinkEvent.Ended) last()).cause()).contains(complaint);
  }

  @Test
  void shouldTakeALargeRecordWithinItsBounds() {
    link = new HttpMasterLink(MasterAccess.open(), 16 << 20);
    Event large = error("x".repeat(10 << 20));
    answer(
        (request, connection) -> {
          connection.write(HEAD);
          connection.chunk(record(large));
        });
    subscribe();
    await(seen -> !received().isEmpty());
    assertThat(received()).containsExactly(large);
  }

  @Test
  void shouldReadNoFurtherAheadThanItIsPolled() {
    byte[] piece = record(error("y".repeat(100_000)));
    long[] written = new long[1];
    answer(
        (request, connection) -> {
          connection.write(HEAD);
          for (int i = 0; i < 1000; i++) {
            connection.chunk(piece);
            written[0] += piece.length;
          }
        });
    subscribe();
    await(seen -> !received().isEmpty());
    // nobody polls now: what is written piles up in the sockets, and nowhere else
    long before = -1;
    for (int still = 0; still < 50; still = before == written[0] ? still + 1 : 0) {
      before = written[0];
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(written[0]).isLessThan(50_000_000);
    await(seen -> received().size() == 1000);
  }

  @Test
  void shouldTellNothingOfAStreamThatWasDropped() {
    answer(
        (request, connection) -> {
          connection.write(HEAD);
          connection.chunk(record(error("old")));
        });
    subscribe();
    await(seen -> !received().isEmpty());
    link.drop(1);
    events.clear();
    link.subscribe(2, server.uri(), SUBSCRIBE);
    await(seen -> seen.size() >= 2);
    assertThat(events).extracting(LinkEvent::stream).containsOnly(2);
  }

  @Test
  void shouldRefuseAnAnswerThatIsNoStream() {
    answer(
        (request, connection) ->
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi"));
    subscribe();
    awaitEnd();
    assertThat(last())
        .isEqualTo(new LinkEvent.Refused(1, 200, "no stream of events: Content-Type=text/html"));
  }

  @Test
  void shouldReadOnlyTheBeginningOfALongComplaint() {
    answer(
        (request, connection) -> {
          connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 100000000\r\n\r\n");
          connection.write("z".repeat(1 << 20));
        });
    subscribe();
    awaitEnd();
    assertThat(((LinkEvent.Refused) last()).text()).hasSize(2000);
  }

  @Test
  void shouldRefuseAddressesAndSecretsThatAreNone(@TempDir Path dir) throws IOException {
    assertThat(MasterAddress.parse("http://m:5050").toString()).isEqualTo("http://m:5050/");
    for (String text : List.of("m:5050", "zk://m:2181", "http://a:b@m:5050", "http:///x")) {
      assertThatThrownBy(() -> MasterAddress.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Path empty = Files.writeString(dir.resolve("empty"), " \n");
    assertThatThrownBy(() -> MasterAccess.basic("alice", empty)).hasMessageContaining("empty");
    assertThatThrownBy(() -> MasterAccess.basic("alice", dir.resolve("none")))
        .hasMessageContaining("cannot be read");
  }
}
