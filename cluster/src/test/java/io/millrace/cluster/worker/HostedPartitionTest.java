package io.millrace.cluster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.control.PartitionPlace;
import io.millrace.cluster.control.WorkerReport.Role;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.runtime.SystemClock;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.MemoryJournal;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.NameRegistry;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.replication.PartitionReplica;
import io.millrace.runtime.snapshot.MemorySnapshotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HostedPartitionTest {
  private static final int P = 4;
  private static final int SEEDS = 2_000;
  private static final int STEPS = 120;
  private static final PartitionReplica REPLICA = replica();

  /** What is asked of the hands, and how the replica stands by that. */
  private static final class RecordingHands implements HostedPartition.Hands {
    final List<String> asked = new ArrayList<>();
    boolean opening;
    boolean closing;
    boolean placed;
    boolean owner;
    int term;
    String follower;

    @Override
    public void open(HostedPartition of, PartitionPlace place, Role role) {
      assertThat(opening || closing || placed).as("one at a time").isFalse();
      opening = true;
      owner = role == Role.OWNER;
      term = place.term();
      follower = null;
      asked.add("open " + role + " " + place.term());
    }

    @Override
    public void place(HostedPartition of, PartitionReplica replica) {
      assertThat(opening || closing || placed).as("placed once, when open").isFalse();
      assertThat(replica).isSameAs(REPLICA);
      placed = true;
      asked.add("place");
    }

    @Override
    public void tell(HostedPartition of, PartitionPlace place, Role role) {
      assertThat(placed && !closing).as("told while it runs").isTrue();
      if (owner) {
        assertThat(role).as("an owner stays one").isEqualTo(Role.OWNER);
        assertThat(place.term()).as("an owner stays in its term").isEqualTo(term);
        assertThat(
                follower == null || place.follower() == null || follower.equals(place.follower()))
            .as("between two followers there is none")
            .isTrue();
      }
      owner = role == Role.OWNER;
      term = place.term();
      follower = owner ? place.follower() : null;
      asked.add("tell " + role + " " + place.term() + " " + place.follower());
    }

    @Override
    public void close(HostedPartition of, PartitionReplica unplaced) {
      assertThat(closing || opening).as("closed once").isFalse();
      assertThat(unplaced == null).as("taken from its slot if it has one").isEqualTo(placed);
      closing = true;
      placed = false;
      asked.add(unplaced == null ? "close" : "close unplaced");
    }
  }

  private final RecordingHands hands = new RecordingHands();
  private final HostedPartition partition = new HostedPartition(P, "me", hands);

  private static PartitionReplica replica() {
    Topic<String> words = Topic.of("words", String.class);
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(words, Published.byClients());
    app.function("words", words, () -> (word, context) -> {});
    ApplicationPlan plan = PlanCompiler.compile("words", app, new NameRegistry());
    MemorySnapshotStore snapshots = new MemorySnapshotStore();
    return PartitionReplica.follower(
        new FrameStamp(7, Origin.ofPartition(P), 1, 0, 1),
        P,
        new MemoryJournal(),
        snapshots,
        (term, journal) ->
            new Partition(
                PartitionSettings.of(7, P, P + 1, term, 0, 1),
                plan,
                new PartitionPorts(
                    journal,
                    snapshots,
                    (frame, at, length) -> true,
                    new SystemClock(),
                    AsyncCalls.immediate()),
                new Counters()),
        Settings.of(Map.of()),
        (frame, at, length) -> true,
        1_024,
        false);
  }

  private static PartitionPlace place(int term, String owner, String follower) {
    return new PartitionPlace(P, term, owner, follower, false);
  }

  private void opened() {
    hands.opening = false;
    partition.opened(REPLICA);
  }

  private void notOpened() {
    hands.opening = false;
    partition.notOpened("no space");
  }

  private void closed() {
    hands.closing = false;
    partition.closed();
  }

  private void assertAsked(String... asked) {
    assertThat(hands.asked).containsExactly(asked);
    hands.asked.clear();
  }

  @Test
  void shouldDoNothingAboutWhatOthersHave() {
    partition.want(place(1, "a", "b"));
    partition.want(place(2, null, null));
    assertAsked();
    assertThat(partition.isAbsent()).isTrue();
    assertThat(partition.isOwned()).isFalse();
  }

  @Test
  void shouldOpenWhatItOwnsAndTellItsFollower() {
    partition.want(place(3, "me", "a"));
    assertThat(partition.isOwned()).isFalse();
    opened();
    assertAsked("open OWNER 3", "place", "tell OWNER 3 a");
    assertThat(partition.isOwned()).isTrue();
    assertThat(partition.term()).isEqualTo(3);
    partition.want(place(3, "me", "a"));
    assertAsked();
  }

  @Test
  void shouldPromoteAFollower() {
    partition.want(place(3, "a", "me"));
    opened();
    assertThat(partition.isOwned()).isFalse();
    partition.want(place(4, "me", "b"));
    assertAsked("open FOLLOWER 3", "place", "tell FOLLOWER 3 me", "tell OWNER 4 b");
    assertThat(partition.isOwned()).isTrue();
    assertThat(partition.term()).isEqualTo(4);
  }

  @Test
  void shouldPromoteAFollowerThatWasBeingOpened() {
    partition.want(place(3, "a", "me"));
    partition.want(place(4, "me", null));
    opened();
    assertAsked("open FOLLOWER 3", "place", "tell OWNER 4 null");
  }

  @Test
  void shouldTellAFollowerOfAnotherOwner() {
    partition.want(place(3, "a", "me"));
    opened();
    partition.want(place(4, "b", "me"));
    assertAsked("open FOLLOWER 3", "place", "tell FOLLOWER 3 me", "tell FOLLOWER 4 me");
  }

  @Test
  void shouldSayThatThereIsNoFollowerBeforeThereIsAnother() {
    partition.want(place(3, "me", "a"));
    opened();
    hands.asked.clear();
    partition.want(place(3, "me", "b"));
    assertAsked("tell OWNER 3 null", "tell OWNER 3 b");
  }

  @Test
  void shouldOpenAgainAsAFollowerWhatItOwned() {
    partition.want(place(3, "me", null));
    opened();
    hands.asked.clear();
    partition.want(place(4, "a", "me"));
    assertThat(partition.isOwned()).isFalse();
    partition.want(place(5, "a", "me"));
    closed();
    opened();
    assertAsked("close", "open FOLLOWER 5", "place", "tell FOLLOWER 5 me");
  }

  @Test
  void shouldOpenAgainWhatItOwnsInAnotherTerm() {
    partition.want(place(3, "me", null));
    opened();
    hands.asked.clear();
    partition.want(place(4, "me", null));
    closed();
    opened();
    assertAsked("close", "open OWNER 4", "place", "tell OWNER 4 null");
  }

  @Test
  void shouldCloseWhatWasOpenedForAnOlderTable() {
    partition.want(place(3, "me", null));
    partition.want(place(4, "me", null));
    opened();
    closed();
    assertAsked("open OWNER 3", "close unplaced", "open OWNER 4");
    partition.want(place(4, "a", "b"));
    opened();
    closed();
    assertAsked("close unplaced");
    assertThat(partition.isAbsent()).isTrue();
  }

  @Test
  void shouldCloseWhatOthersHaveNow() {
    partition.want(place(3, "a", "me"));
    opened();
    hands.asked.clear();
    partition.want(place(3, "a", "b"));
    closed();
    assertAsked("close");
    assertThat(partition.isAbsent()).isTrue();
  }

  @Test
  void shouldOpenAgainWhatAsksForIt() {
    partition.reopen();
    assertAsked();
    partition.want(place(3, "a", "me"));
    partition.reopen();
    opened();
    partition.reopen();
    partition.reopen();
    closed();
    assertAsked("open FOLLOWER 3", "place", "tell FOLLOWER 3 me", "close", "open FOLLOWER 3");
  }

  @Test
  void shouldNotOpenAgainAnOwnerThatAskedWhenItWasAFollower() {
    partition.want(place(3, "a", "me"));
    opened();
    partition.want(place(4, "me", null));
    hands.asked.clear();
    partition.reopen();
    assertAsked();
  }

  @Test
  void shouldOpenAsTheOwnerWhatCouldNotBePromoted() {
    partition.want(place(3, "a", "me"));
    opened();
    partition.want(place(4, "me", null));
    hands.asked.clear();
    partition.notPromoted();
    assertThat(partition.isOwned()).isFalse();
    partition.notPromoted();
    closed();
    opened();
    assertAsked("close", "open OWNER 4", "place", "tell OWNER 4 null");
  }

  @Test
  void shouldTryAgainWhatCouldNotBeOpened() {
    partition.retry();
    partition.want(place(3, "me", null));
    partition.retry();
    notOpened();
    assertThat(partition.failure()).isEqualTo("no space");
    assertThat(partition.isAbsent()).isTrue();
    assertAsked("open OWNER 3");
    partition.retry();
    opened();
    assertThat(partition.failure()).isNull();
    assertAsked("open OWNER 3", "place", "tell OWNER 3 null");
  }

  @Test
  void shouldForgetWhyItCouldNotBeOpenedOnceOthersHaveIt() {
    partition.want(place(3, "me", null));
    notOpened();
    partition.want(place(4, "a", null));
    assertThat(partition.failure()).isNull();
    partition.want(place(5, "me", null));
    partition.want(place(6, "a", null));
    notOpened();
    assertThat(partition.failure()).isNull();
    assertThat(partition.isAbsent()).isTrue();
  }

  @Test
  void shouldLeaveFromWhereverItIs() {
    partition.want(place(3, "me", null));
    partition.leave();
    assertThat(partition.isAbsent()).isFalse();
    opened();
    closed();
    partition.want(place(4, "me", null));
    partition.retry();
    assertAsked("open OWNER 3", "close unplaced");
    assertThat(partition.isAbsent()).isTrue();

    RecordingHands others = new RecordingHands();
    HostedPartition open = new HostedPartition(P, "me", others);
    open.want(place(3, "me", null));
    others.opening = false;
    open.opened(REPLICA);
    open.leave();
    assertThat(others.closing).isTrue();
    open.leave();
    others.closing = false;
    open.closed();
    assertThat(open.isAbsent()).isTrue();
  }

  @Test
  void shouldEndAsTheNewestTableSaysInWhateverOrderAnswersCome() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new HostedPartitionTest().runSchedule(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private void runSchedule(SplittableRandom random) {
    String[] workers = {"me", "a", "b", null};
    PartitionPlace wanted = place(1, "a", "b");
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          boolean sameOwner = random.nextBoolean();
          String owner = sameOwner ? wanted.owner() : workers[random.nextInt(4)];
          String follower = workers[random.nextInt(4)];
          follower = owner == null || owner.equals(follower) ? null : follower;
          wanted = place(wanted.term() + (sameOwner ? 0 : 1), owner, follower);
          partition.want(wanted);
        }
        case 1 -> answer(random.nextInt(4) > 0);
        case 2 -> answer(true);
        case 3 -> partition.reopen();
        case 4 -> partition.retry();
        default -> {
          if (random.nextInt(4) == 0) {
            partition.notPromoted();
          }
        }
      }
    }
    for (int i = 0; i < 10; i++) {
      partition.retry();
      answer(true);
    }
    boolean owns = "me".equals(wanted.owner());
    assertThat(hands.placed).isEqualTo(owns || "me".equals(wanted.follower()));
    assertThat(partition.isAbsent()).isEqualTo(!hands.placed);
    assertThat(partition.isOwned()).isEqualTo(owns);
    assertThat(partition.failure()).isNull();
    if (hands.placed) {
      assertThat(hands.owner).isEqualTo(owns);
      assertThat(hands.term).isEqualTo(wanted.term());
      assertThat(hands.follower).isEqualTo(owns ? wanted.follower() : null);
    }
  }

  private void answer(boolean well) {
    if (hands.opening && well) {
      opened();
    } else if (hands.opening) {
      notOpened();
    } else if (hands.closing) {
      closed();
    }
  }
}
