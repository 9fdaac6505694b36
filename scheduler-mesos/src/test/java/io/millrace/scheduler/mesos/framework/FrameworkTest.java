package io.millrace.scheduler.mesos.framework;

import static io.millrace.scheduler.mesos.framework.Phase.CLOSED;
import static io.millrace.scheduler.mesos.framework.Phase.CONNECTING;
import static io.millrace.scheduler.mesos.framework.Phase.DISCONNECTED;
import static io.millrace.scheduler.mesos.framework.Phase.FAILED_OVER;
import static io.millrace.scheduler.mesos.framework.Phase.REMOVED;
import static io.millrace.scheduler.mesos.framework.Phase.SUBSCRIBED;
import static io.millrace.scheduler.mesos.framework.Phase.SUBSCRIBING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.scheduler.mesos.tasks.Calls;
import io.millrace.scheduler.mesos.wire.LinkEvent;
import io.millrace.scheduler.mesos.wire.MasterLink;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.MasterInfo;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameworkTest {
  private static final URI A = URI.create("http://a:5050/");
  private static final URI B = URI.create("http://b:5050/");

  /** A framework between doubles that write down what they are told. */
  private static final class Bench implements MasterLink, FrameworkListener {
    final List<String> told = new ArrayList<>();
    final List<Call> subscribed = new ArrayList<>();
    final Framework framework;
    long nowMs;
    int stream;
    URI master;
    boolean keeps = true;

    Bench(String id) {
      framework =
          new Framework(
              new FrameworkProfile(
                  "cluster", "me", "role", "alice", FrameworkProfile.USUAL_FAILOVER_TIMEOUT),
              List.of(A, B),
              id,
              this,
              this,
              0);
    }

    void event(LinkEvent event) {
      framework.onLinkEvent(event, nowMs);
    }

    void receive(Event event) {
      event(new LinkEvent.Received(stream, event));
    }

    void pass(long ms) {
      nowMs += ms;
      framework.onTime(nowMs);
    }

    List<String> drain() {
      List<String> happened = List.copyOf(told);
      told.clear();
      return happened;
    }

    @Override
    public void subscribe(int number, URI at, Call call) {
      assertThat(number).isGreaterThan(stream);
      stream = number;
      master = at;
      subscribed.add(call);
    }

    @Override
    public void send(int number, URI at, String streamId, Call call) {
      told.add(call.getType() + " " + call.getFrameworkId().getValue() + " " + streamId);
    }

    @Override
    public void drop(int number) {
      told.add("drop");
    }

    @Override
    public void poll(Consumer<LinkEvent> to) {}

    @Override
    public void close() {}

    @Override
    public void keepId(String id) {
      if (!keeps) {
        throw new IllegalStateException("disk full");
      }
      told.add("keep " + id);
    }

    @Override
    public void onSubscribed() {
      told.add("subscribed");
    }

    @Override
    public void onLost(String cause) {
      told.add("lost");
    }

    @Override
    public void onEvent(Event event) {
      told.add("event " + event.getType());
    }

    @Override
    public void onCallRefused(Call.Type call, String cause) {
      told.add("refused " + call);
    }
  }

  private static Event subscribedAs(String id) {
    return Event.newBuilder()
        .setType(Event.Type.SUBSCRIBED)
        .setSubscribed(
            Event.Subscribed.newBuilder()
                .setFrameworkId(FrameworkID.newBuilder().setValue(id))
                .setHeartbeatIntervalSeconds(15)
                .setMasterInfo(MasterInfo.newBuilder().setId("m").setIp(1).setPort(5050)))
        .build();
  }

  private static Event event(Event.Type type) {
    return Event.newBuilder().setType(type).build();
  }

  private static Event error(String message) {
    return Event.newBuilder()
        .setType(Event.Type.ERROR)
        .setError(Event.Error.newBuilder().setMessage(message))
        .build();
  }

  private static Bench in(Phase phase) {
    Bench bench = new Bench("f1");
    switch (phase) {
      case DISCONNECTED -> {}
      case CONNECTING -> bench.pass(0);
      case SUBSCRIBING -> {
        bench.pass(0);
        bench.event(new LinkEvent.Opened(bench.stream, "s1"));
      }
      case SUBSCRIBED -> {
        bench.pass(0);
        bench.event(new LinkEvent.Opened(bench.stream, "s1"));
        bench.receive(subscribedAs("f1"));
      }
      case FAILED_OVER, REMOVED -> {
        bench = in(SUBSCRIBED);
        bench.receive(error(phase == REMOVED ? Framework.REMOVED : Framework.FAILED_OVER));
      }
      case CLOSED -> bench.framework.close();
    }
    assertThat(bench.framework.phase()).isEqualTo(phase);
    bench.drain();
    return bench;
  }

  /** What happens to a framework. */
  private enum Input {
    DUE(bench -> bench.pass(0)),
    SILENCE(bench -> bench.pass(4 * 15_000)),
    OPENED(bench -> bench.event(new LinkEvent.Opened(bench.stream, "s2"))),
    IS_SUBSCRIBED(bench -> bench.receive(subscribedAs("f1"))),
    HEARTBEAT(bench -> bench.receive(event(Event.Type.HEARTBEAT))),
    OFFERS(bench -> bench.receive(event(Event.Type.OFFERS))),
    ERROR_FAILED_OVER(bench -> bench.receive(error(Framework.FAILED_OVER))),
    ERROR_REMOVED(bench -> bench.receive(error(Framework.REMOVED))),
    ERROR_REMOVED_LATER(
        bench -> {
          bench.receive(subscribedAs("f1"));
          bench.event(new LinkEvent.Ended(bench.stream, "gone"));
          bench.pass(Framework.FIRST_DELAY_MS);
          bench.event(new LinkEvent.Opened(bench.stream, "s2"));
          bench.drain();
          bench.receive(error(Framework.REMOVED));
        }),
    ERROR_OTHER(bench -> bench.receive(error("Not authorized"))),
    ENDED(bench -> bench.event(new LinkEvent.Ended(bench.stream, "gone"))),
    REDIRECTED(bench -> bench.event(new LinkEvent.Redirected(bench.stream, B))),
    REFUSED(bench -> bench.event(new LinkEvent.Refused(bench.stream, 503, "starting"))),
    CALL_403(bench -> bench.event(call(bench, 403, "Framework is not subscribed"))),
    CALL_WRONG_STREAM(bench -> bench.event(call(bench, 400, "The stream ID 's' included in"))),
    CALL_INVALID(bench -> bench.event(call(bench, 400, "Failed to validate"))),
    CLOSE(bench -> bench.framework.close());

    @SuppressWarnings("ImmutableEnumChecker") // it has no state
    final Consumer<Bench> deed;

    Input(Consumer<Bench> deed) {
      this.deed = deed;
    }

    private static LinkEvent call(Bench bench, int status, String text) {
      return new LinkEvent.CallRefused(bench.stream, Call.Type.KILL, status, text);
    }
  }

  /** A row of the table. */
  private record Row(Phase from, Input input, Phase to, List<String> told) {
    static Row of(Phase from, Input input, Phase to, String... told) {
      return new Row(from, input, to, List.of(told));
    }
  }

  static Stream<Row> table() {
    return Stream.of(
        Row.of(DISCONNECTED, Input.DUE, CONNECTING),
        Row.of(DISCONNECTED, Input.CLOSE, CLOSED, "drop"),
        Row.of(CONNECTING, Input.SILENCE, DISCONNECTED, "drop"),
        Row.of(CONNECTING, Input.OPENED, SUBSCRIBING),
        Row.of(CONNECTING, Input.ENDED, DISCONNECTED, "drop"),
        Row.of(CONNECTING, Input.REDIRECTED, CONNECTING),
        Row.of(CONNECTING, Input.REFUSED, DISCONNECTED, "drop"),
        Row.of(CONNECTING, Input.CLOSE, CLOSED, "drop"),
        Row.of(SUBSCRIBING, Input.SILENCE, DISCONNECTED, "drop"),
        Row.of(SUBSCRIBING, Input.IS_SUBSCRIBED, SUBSCRIBED, "keep f1", "subscribed"),
        Row.of(SUBSCRIBING, Input.ERROR_FAILED_OVER, FAILED_OVER, "drop", "lost"),
        Row.of(SUBSCRIBING, Input.ERROR_REMOVED_LATER, REMOVED, "drop", "lost"),
        Row.of(SUBSCRIBING, Input.ERROR_REMOVED, CONNECTING, "drop"),
        Row.of(SUBSCRIBING, Input.ERROR_OTHER, DISCONNECTED, "drop"),
        Row.of(SUBSCRIBING, Input.ENDED, DISCONNECTED, "drop"),
        Row.of(SUBSCRIBING, Input.CLOSE, CLOSED, "drop"),
        Row.of(SUBSCRIBED, Input.SILENCE, DISCONNECTED, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.OFFERS, SUBSCRIBED, "event OFFERS"),
        Row.of(SUBSCRIBED, Input.ERROR_FAILED_OVER, FAILED_OVER, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.ERROR_REMOVED, REMOVED, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.ERROR_OTHER, DISCONNECTED, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.ENDED, DISCONNECTED, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.CALL_403, DISCONNECTED, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.CALL_WRONG_STREAM, DISCONNECTED, "drop", "lost"),
        Row.of(SUBSCRIBED, Input.CALL_INVALID, SUBSCRIBED, "refused KILL"),
        Row.of(SUBSCRIBED, Input.CLOSE, CLOSED, "drop"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void shouldGoWhereTheTableSays(Row row) {
    Bench bench = in(row.from());
    row.input().deed.accept(bench);
    assertThat(bench.framework.phase()).isEqualTo(row.to());
    assertThat(bench.drain()).isEqualTo(row.told());
  }

  /** What the table does not name changes nothing, but for what a link never does. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  void shouldStayWhereItIsWhateverElseHappens(Phase phase) {
    Set<Input> named = new HashSet<>();
    table().filter(row -> row.from() == phase).forEach(row -> named.add(row.input()));
    for (Input input : Input.values()) {
      boolean isPossible =
          phase.isLast() || phase == DISCONNECTED && isStreams(input) || isStreamless(input);
      if (!named.contains(input) && isPossible) {
        Bench bench = in(phase);
        input.deed.accept(bench);
        assertThat(bench.framework.phase()).as(input.name()).isEqualTo(phase);
        assertThat(bench.drain()).as(input.name()).isEmpty();
      }
    }
  }

  private static boolean isStreams(Input input) {
    return input != Input.SILENCE && input != Input.ERROR_REMOVED_LATER;
  }

  private static boolean isStreamless(Input input) {
    return input == Input.HEARTBEAT || input == Input.DUE;
  }

  /** A transition that is allowed and that no row takes is a transition that nobody has tested. */
  @Test
  void shouldTakeEachTransitionThatIsAllowed() {
    Set<String> taken = new HashSet<>();
    table()
        .filter(row -> row.from() != row.to() || row.input() == Input.REDIRECTED)
        .forEach(row -> taken.add(row.from() + " -> " + row.to()));
    Set<String> allowed = new HashSet<>();
    for (Phase from : Phase.values()) {
      for (Phase to : Phase.values()) {
        if (from.leadsTo(to)) {
          allowed.add(from + " -> " + to);
        }
      }
    }
    assertThat(taken).isEqualTo(allowed);
  }

  @Test
  void shouldRegisterAsWhatItIsAndCanDo() {
    Bench bench = new Bench(null);
    bench.pass(0);
    Call call = bench.subscribed.get(0);
    FrameworkInfo info = call.getSubscribe().getFrameworkInfo();
    assertThat(call.getType()).isEqualTo(Call.Type.SUBSCRIBE);
    assertThat(call.hasFrameworkId()).isFalse();
    assertThat(info.hasId()).isFalse();
    assertThat(info.getCheckpoint()).isTrue();
    assertThat(info.getFailoverTimeout()).isEqualTo(7 * 24 * 3600.0);
    assertThat(info.getRolesList()).containsExactly("role");
    assertThat(info.getPrincipal()).isEqualTo("alice");
    assertThat(info.getCapabilitiesList())
        .extracting(capability -> capability.getType().name())
        .containsExactly(
            "MULTI_ROLE", "RESERVATION_REFINEMENT", "PARTITION_AWARE", "TASK_KILLING_STATE");
  }

  @Test
  void shouldNameItsIdTwiceWhenItComesBack() {
    Bench bench = new Bench("f1");
    bench.pass(0);
    Call call = bench.subscribed.get(0);
    assertThat(call.getFrameworkId().getValue()).isEqualTo("f1");
    assertThat(call.getSubscribe().getFrameworkInfo().getId().getValue()).isEqualTo("f1");
  }

  @Test
  void shouldBecomeAnotherFrameworkIfItWasRemovedWhileNobodyWasThere() {
    Bench bench = in(SUBSCRIBING);
    bench.receive(error(Framework.REMOVED));
    assertThat(bench.subscribed.get(1).hasFrameworkId()).isFalse();
    bench.event(new LinkEvent.Opened(bench.stream, "s2"));
    bench.receive(subscribedAs("f2"));
    assertThat(bench.drain()).containsExactly("drop", "keep f2", "subscribed");
    assertThat(bench.framework.id()).isEqualTo("f2");
  }

  @Test
  void shouldNotGoOnWithAnIdThatCannotBeKeptButAskForTheSameAgain() {
    Bench bench = new Bench(null);
    bench.keeps = false;
    bench.pass(0);
    bench.event(new LinkEvent.Opened(bench.stream, "s1"));
    bench.receive(subscribedAs("f7"));
    assertThat(bench.framework.phase()).isEqualTo(DISCONNECTED);
    assertThat(bench.framework.cause()).contains("f7").contains("disk full");
    assertThat(bench.framework.send(Calls.revive())).isFalse();
    bench.pass(Framework.FIRST_DELAY_MS);
    assertThat(bench.subscribed.get(1).getFrameworkId().getValue()).isEqualTo("f7");
  }

  @Test
  void shouldTryMastersInTurnWithGrowingPauses() {
    Bench bench = new Bench("f1");
    bench.pass(0);
    List<URI> asked = new ArrayList<>();
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(bench.master);
      bench.event(new LinkEvent.Ended(bench.stream, "refused"));
      long since = bench.nowMs;
      while (bench.framework.phase() == DISCONNECTED) {
        bench.pass(1);
      }
      pauses.add(bench.nowMs - since);
    }
    assertThat(asked.subList(0, 4)).containsExactly(A, B, A, B);
    assertThat(pauses)
        .containsExactly(
            250L, 500L, 1000L, 2000L, 4000L, 8000L, 16_000L, 30_000L, 30_000L, 30_000L);
  }

  @Test
  void shouldWaitLongWhereOnlyPeopleCanHelp() {
    Bench bench = in(CONNECTING);
    bench.event(new LinkEvent.Refused(bench.stream, 401, "401 Unauthorized."));
    bench.pass(Framework.LONGEST_DELAY_MS - 1);
    assertThat(bench.framework.phase()).isEqualTo(DISCONNECTED);
    assertThat(bench.framework.cause()).contains("401 Unauthorized.");
    bench.pass(1);
    assertThat(bench.framework.phase()).isEqualTo(CONNECTING);
  }

  @Test
  void shouldFollowARedirectAtOnceAndComeBackFromADeadLeader() {
    Bench bench = in(CONNECTING);
    bench.event(new LinkEvent.Redirected(bench.stream, URI.create("http://dead:5050/")));
    assertThat(bench.master).isEqualTo(URI.create("http://dead:5050/"));
    bench.event(new LinkEvent.Ended(bench.stream, "refused"));
    bench.pass(Framework.FIRST_DELAY_MS);
    assertThat(bench.master).isEqualTo(B);
  }

  @Test
  void shouldNotRunInCirclesBetweenMastersThatNameEachOther() {
    Bench bench = in(CONNECTING);
    for (int i = 0; i < 3; i++) {
      bench.event(new LinkEvent.Redirected(bench.stream, i % 2 == 0 ? B : A));
      assertThat(bench.framework.phase()).isEqualTo(CONNECTING);
    }
    bench.event(new LinkEvent.Redirected(bench.stream, A));
    assertThat(bench.framework.phase()).isEqualTo(DISCONNECTED);
  }

  @Test
  void shouldIgnoreWhatItHearsOfFormerStreams() {
    Bench bench = in(SUBSCRIBED);
    int former = bench.stream;
    bench.event(new LinkEvent.Ended(former, "gone"));
    bench.pass(Framework.FIRST_DELAY_MS);
    bench.event(new LinkEvent.Received(former, error(Framework.FAILED_OVER)));
    bench.event(new LinkEvent.Ended(former, "gone"));
    assertThat(bench.framework.phase()).isEqualTo(CONNECTING);
  }

  @Test
  void shouldTakeAnyEventForALifeSign() {
    Bench bench = in(SUBSCRIBED);
    for (int i = 0; i < 10; i++) {
      bench.pass(4 * 15_000 - 1);
      assertThat(bench.framework.phase()).isEqualTo(SUBSCRIBED);
      bench.receive(event(i % 2 == 0 ? Event.Type.HEARTBEAT : Event.Type.FAILURE));
    }
    bench.pass(4 * 15_000);
    assertThat(bench.framework.cause()).isEqualTo("master is silent");
  }

  @Test
  void shouldSendCallsOnlyWhileItIsSubscribedAndNeverWithoutAType() {
    Bench bench = in(SUBSCRIBED);
    assertThat(bench.framework.send(Calls.revive())).isTrue();
    assertThat(bench.drain()).containsExactly("REVIVE f1 s1");
    assertThatThrownBy(() -> bench.framework.send(Call.newBuilder()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bench.framework.send(Call.newBuilder().setType(Call.Type.UNKNOWN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(in(CONNECTING).framework.send(Calls.revive())).isFalse();
  }
}
