package io.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.replication.FollowerJournal;
import io.millrace.runtime.replication.FollowerLink;
import io.millrace.runtime.replication.FollowerLink.Phase;
import io.millrace.runtime.replication.ReplicatedJournal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An owner and its follower over journals of some kind, with a wire that loses what it is told. */
@Timeout(60)
abstract class FollowerContract {
  private static final int PARTITION = 3;
  private static final long SILENCE_NS = 1_000_000_000L;

  private final Deque<byte[]> toFollower = new ArrayDeque<>();
  private final Deque<byte[]> toOwner = new ArrayDeque<>();
  private Journal own;
  private Journal copy;
  private ReplicatedJournal journal;
  private FollowerJournal follower;
  private FollowerLink link;
  private long nowNs;
  private boolean full;

  /** Opens an empty journal. */
  abstract Journal open(String name);

  @BeforeEach
  void openBoth() {
    own = open("own");
    copy = open("copy");
  }

  @AfterEach
  void stopCopying() {
    link.close();
  }

  /** A new owner of a term, and the follower as the coordinator made it at some term. */
  private void connect(int term, int followerTerm) {
    journal = new ReplicatedJournal(own);
    link =
        new FollowerLink(
            stamp(term),
            PARTITION,
            1,
            own,
            () -> journal.stableOffset(),
            (frame, at, length) -> put(toFollower, frame),
            4_000);
    follower = new FollowerJournal(stamp(followerTerm), PARTITION, copy);
  }

  private static FrameStamp stamp(int term) {
    return new FrameStamp(7, Origin.ofPartition(PARTITION), term, 1, 1);
  }

  private boolean put(Deque<byte[]> wire, byte[] frame) {
    if (full) {
      return false;
    }
    wire.add(Arrays.copyOf(frame, FrameHeader.length(frame, 0)));
    return true;
  }

  private static byte[] entry(int term, long offset) {
    byte[] frame = Frames.frame(offset);
    FrameHeader.term(frame, 0, term);
    FrameHeader.seal(frame, 0);
    return frame;
  }

  private static void append(Journal to, int term, int entries) {
    for (int i = 0; i < entries; i++) {
      byte[] frame = entry(term, to.endOffset());
      assertThat(to.append(frame, 0, frame.length)).isTrue();
    }
  }

  /** Lets both do all they can. */
  private void settle() {
    int work;
    do {
      nowNs += 1_000;
      work = link.work(nowNs, 1_000) + deliver();
    } while (work > 0);
  }

  private int deliver() {
    while (!toFollower.isEmpty()) {
      follower.onFrame(toFollower.poll(), 0);
    }
    int answers = follower.work((frame, at, length) -> put(toOwner, frame));
    while (!toOwner.isEmpty()) {
      link.onFrame(toOwner.poll(), 0, nowNs);
    }
    return answers;
  }

  private static List<byte[]> entries(Journal of) {
    List<byte[]> all = new ArrayList<>();
    ByteOutput frame = new ByteOutput(16);
    try (JournalReader reader = of.reader(of.startOffset())) {
      while (reader.read(frame)) {
        all.add(frame.toByteArray());
      }
    }
    return all;
  }

  private void assertSame() {
    assertThat(copy.endOffset()).isEqualTo(own.endOffset());
    assertThat(entries(copy)).containsExactlyElementsOf(entries(own));
  }

  @Test
  void shouldCopyWhatThereIsAndWhatComes() {
    append(own, 1, 300);
    connect(1, 1);
    settle();
    assertThat(link.isCaughtUp()).isTrue();
    append(own, 1, 20);
    assertThat(link.isCaughtUp()).isFalse();
    settle();

    assertSame();
    assertThat(link.ackedOffset()).isEqualTo(own.endOffset());
  }

  @Test
  void shouldCallStableWhatTheFollowerHasOnceItIsRequired() {
    append(own, 1, 10);
    connect(1, 1);
    long before = journal.stableOffset();
    assertThat(before).isEqualTo(own.endOffset());
    journal.require(link::ackedOffset);
    append(own, 1, 10);

    assertThat(journal.stableOffset()).as("stays").isEqualTo(before);
    assertThat(journal.isCovered()).isFalse();
    settle();
    assertThat(journal.isCovered()).isTrue();
    assertThat(journal.stableOffset()).isEqualTo(own.endOffset());
    long acked = own.endOffset();
    append(own, 1, 1);
    assertThat(journal.stableOffset()).isEqualTo(acked);
    journal.free();
    assertThat(journal.stableOffset()).isEqualTo(own.endOffset());
  }

  @Test
  void shouldWaitForTheAnswerOfAFollowerThatWasReliedOnBefore() {
    append(own, 1, 10);
    connect(2, 2);
    journal = new ReplicatedJournal(own, link::ackedOffset);

    assertThat(journal.stableOffset()).isZero();
    settle();
    assertThat(journal.stableOffset()).isEqualTo(own.endOffset());
  }

  @Test
  void shouldReleaseOnlyWhatTheFollowerHas() {
    append(own, 1, 2_000);
    connect(1, 1);
    journal = new ReplicatedJournal(own, link::ackedOffset);
    journal.release(own.endOffset());
    assertThat(own.startOffset()).isZero();
    settle();
    assertSame();
    journal.release(own.endOffset());
    awaitStart(own);
    assertThat(own.startOffset()).isPositive();
  }

  @Test
  void shouldReadOnlyWhatIsStable() {
    connect(1, 1);
    journal.require(link::ackedOffset);
    append(own, 1, 5);
    ByteOutput frame = new ByteOutput(16);
    try (JournalReader reader = journal.reader(0)) {
      assertThat(reader.read(frame)).isFalse();
      assertThat(reader.offset()).isZero();
      settle();
      for (byte[] expected : entries(own)) {
        assertThat(reader.read(frame)).isTrue();
        assertThat(frame.toByteArray()).isEqualTo(expected);
      }
      append(own, 1, 1);
      assertThat(reader.read(frame)).isFalse();
    }
  }

  @Test
  void shouldCutOffWhatTheOwnerDoesNotHave() {
    append(own, 1, 10);
    append(copy, 1, 14);
    append(own, 2, 3);
    connect(2, 2);
    settle();

    assertSame();
  }

  @Test
  void shouldFindTheCommonStartAfterSeveralOwners() {
    append(own, 1, 5);
    append(copy, 1, 3);
    append(copy, 2, 4);
    append(copy, 4, 2);
    append(own, 3, 6);
    append(own, 5, 1);
    connect(5, 5);
    settle();

    assertSame();
  }

  @Test
  void shouldRefuseAnOwnerThatWasReplaced() {
    append(own, 1, 10);
    connect(1, 2);
    journal.require(link::ackedOffset);
    append(own, 1, 1);
    settle();

    assertThat(link.phase()).isEqualTo(Phase.REFUSED);
    assertThat(copy.endOffset()).isZero();
    assertThat(journal.isCovered()).isFalse();
  }

  @Test
  void shouldRefuseAnOwnerWhenALaterOneIsNamedMeanwhile() {
    append(own, 1, 10);
    connect(1, 1);
    settle();
    follower.term(2);
    append(own, 1, 10);
    long before = copy.endOffset();
    settle();

    assertThat(link.phase()).isEqualTo(Phase.REFUSED);
    assertThat(copy.endOffset()).isEqualTo(before);
  }

  @Test
  void shouldNotCutWhatWasCopiedSinceTheCutWasSent() {
    append(own, 1, 10);
    append(copy, 1, 14);
    append(own, 2, 3);
    connect(2, 2);
    link.work(nowNs, 1_000);
    deliver();
    link.work(nowNs, 1_000);
    byte[] cut = toFollower.peek();
    assertThat(FrameHeader.type(cut, 0)).isEqualTo(FrameType.CUT);
    settle();
    assertSame();

    follower.onFrame(cut.clone(), 0);

    assertSame();
  }

  @Test
  void shouldAskAgainWhenNothingIsHeard() {
    append(own, 1, 10);
    connect(1, 1);
    link.work(nowNs, 1_000);
    toFollower.clear();
    assertThat(link.work(nowNs + SILENCE_NS / 2, 1_000)).as("patience").isZero();
    nowNs += SILENCE_NS;
    settle();
    assertSame();
    append(own, 1, 10);
    link.work(nowNs, 1_000);
    toFollower.clear();
    append(own, 1, 1);
    settle();
    nowNs += SILENCE_NS;
    settle();

    assertSame();
  }

  @Test
  void shouldSendAgainWhatTheWireDidNotTake() {
    append(own, 1, 50);
    connect(1, 1);
    settle();
    append(own, 1, 50);
    full = true;
    settle();
    full = false;
    settle();

    assertSame();
  }

  @Test
  void shouldSayThatOnlyASnapshotHelps() {
    append(own, 1, 2_000);
    connect(1, 1);
    own.release(own.endOffset());
    awaitStart(own);
    settle();

    assertThat(link.phase()).isEqualTo(Phase.BEHIND);
  }

  @Test
  void shouldStartOverWhereTheOwnersJournalStarts() {
    own.startOver(500);
    append(own, 1, 20);
    append(copy, 1, 3);
    long end = copy.endOffset();
    connect(1, 1);
    settle();
    link.startOver();
    settle();
    assertThat(follower.isToStartOver()).isTrue();
    assertThat(copy.endOffset()).as("nothing is done before it is asked for").isEqualTo(end);
    follower.startOver();
    settle();

    assertThat(copy.startOffset()).isEqualTo(500);
    assertSame();
  }

  @Test
  void shouldKeepItsCopyIfALaterOwnerIsNamedMeanwhile() {
    own.startOver(500);
    append(own, 1, 20);
    append(copy, 1, 3);
    connect(1, 1);
    settle();
    link.startOver();
    settle();
    assertThat(follower.isToStartOver()).isTrue();
    follower.term(2);

    assertThat(follower.isToStartOver()).isFalse();
  }

  @Test
  void shouldKeepItsCopyIfItIsNotAsTheOwnerWasTold() {
    own.startOver(500);
    append(own, 1, 20);
    append(copy, 1, 3);
    connect(1, 1);
    settle();
    link.startOver();
    link.work(nowNs, 1_000);
    append(copy, 1, 1);
    settle();

    assertThat(follower.isToStartOver()).isFalse();
  }

  @Test
  void shouldGoOnWhereTheOwnersJournalStartsIfOneOwnerWroteBothSides() {
    own.startOver(500);
    append(own, 1, 20);
    connect(1, 1);
    copyUpTo(500);
    settle();

    assertThat(link.phase()).isEqualTo(Phase.COPYING);
    assertThat(copy.endOffset()).isEqualTo(own.endOffset());
  }

  @Test
  void shouldNotTrustACopyThatEndsWhereTheOwnersJournalStartsWithAnotherTerm() {
    own.startOver(500);
    append(own, 2, 20);
    connect(2, 2);
    copyUpTo(500);
    settle();

    assertThat(link.phase()).isEqualTo(Phase.BEHIND);
  }

  /** A copy whose only entry, of term 1, ends there; the follower looks at it anew. */
  private void copyUpTo(long offset) {
    copy.startOver(offset - 1);
    byte[] frame = Frames.frame(offset - 1, 1, 200);
    FrameHeader.term(frame, 0, 1);
    FrameHeader.seal(frame, 0);
    assertThat(copy.append(frame, 0, frame.length)).isTrue();
    follower = new FollowerJournal(stamp(follower.term()), PARTITION, copy);
  }

  /** Waits until what was released is deleted. */
  abstract void awaitStart(Journal of);
}
