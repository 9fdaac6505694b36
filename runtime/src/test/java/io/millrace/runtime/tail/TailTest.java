package io.millrace.runtime.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.MemoryJournal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A reader on one worker and the owner of a journal on another, over lines that may be cut. */
class TailTest {
  private static final long APPLICATION = 7;
  private static final int GENERATION = 2;
  private static final int TOPIC = 3;
  private static final int OTHER_TOPIC = 5;
  private static final long SINK = Origin.ofSink("results");
  private static final int PARTITIONS = 2;
  private static final int PARTITION = 1;
  private static final int SEEDS = 300;
  private static final int STEPS = 3_000;

  private final MemoryJournal journal = new MemoryJournal();
  private final Deque<byte[]> toOwner = new ArrayDeque<>();
  private final Deque<byte[]> toReader = new ArrayDeque<>();
  private final List<byte[]> all = new ArrayList<>();
  private final List<byte[]> read = new ArrayList<>();
  private TailReceiver receiver = receiver();
  private TailSender sender = owner(1, journal);
  private JournalReader reader;
  private long nowNs = 1;

  private TailReceiver receiver() {
    return new TailReceiver(
        new FrameStamp(APPLICATION, SINK, 1, GENERATION, 1),
        PARTITIONS,
        1L << TOPIC,
        (frame, at, length) -> toOwner.add(Arrays.copyOfRange(frame, at, at + length)));
  }

  private TailSender owner(int term, MemoryJournal of) {
    return new TailSender(
        new FrameStamp(APPLICATION, Origin.ofPartition(PARTITION), term, GENERATION, 1),
        PARTITION,
        of,
        (frame, at, length) ->
            toReader.size() < 20 && toReader.add(Arrays.copyOfRange(frame, at, at + length)),
        400);
  }

  private void readFrom(long offset) {
    reader = receiver.journals().get(PARTITION).reader(offset);
  }

  private byte[] append(FrameType type, int topic, int records) {
    byte[] frame = new byte[FrameHeader.LENGTH + 16 * records];
    FrameHeader.init(frame, 0, type);
    FrameHeader.length(frame, 0, frame.length);
    FrameHeader.recordCount(frame, 0, records);
    FrameHeader.topicMask(frame, 0, type == FrameType.DATA ? 1L << topic : 0);
    FrameHeader.offset(frame, 0, journal.endOffset());
    FrameHeader.firstSequence(frame, 0, all.size());
    FrameHeader.seal(frame, 0);
    assertThat(journal.append(frame, 0, frame.length)).isTrue();
    if (type == FrameType.DATA && topic == TOPIC) {
      all.add(frame);
    }
    return frame;
  }

  private void append(int entries) {
    for (int i = 0; i < entries; i++) {
      append(FrameType.DATA, TOPIC, 1 + i % 3);
      append(FrameType.DATA, OTHER_TOPIC, 1 + i % 2);
    }
  }

  private void deliverToOwner() {
    byte[] frame = toOwner.poll();
    if (frame != null && FrameHeader.destination(frame, 0) == PARTITION) {
      assertThat(FrameHeader.faultOf(frame, 0, frame.length)).isNull();
      sender.onFrame(frame, 0);
    }
  }

  private void deliverToReader() {
    byte[] frame = toReader.poll();
    if (frame != null) {
      assertThat(FrameHeader.faultOf(frame, 0, frame.length)).isNull();
      receiver.onFrame(frame, 0, frame.length, nowNs);
    }
  }

  private boolean readOne() {
    ByteOutput entry = new ByteOutput(16);
    if (!reader.read(entry)) {
      return false;
    }
    read.add(entry.toByteArray());
    return true;
  }

  private void run(int rounds) {
    for (int i = 0; i < rounds; i++) {
      nowNs += 2_000_000;
      receiver.work(nowNs);
      sender.work(64);
      while (!toOwner.isEmpty()) {
        deliverToOwner();
      }
      while (!toReader.isEmpty()) {
        deliverToReader();
      }
    }
  }

  private void runAndRead(int rounds) {
    for (int i = 0; i < rounds; i++) {
      run(1);
      while (readOne()) {
        // all that there is
      }
    }
  }

  private void cut() {
    toOwner.clear();
    toReader.clear();
    receiver.disconnected(PARTITION);
  }

  private static MemoryJournal copyOf(MemoryJournal from, int term) {
    MemoryJournal copy = new MemoryJournal();
    ByteOutput entry = new ByteOutput(256);
    try (JournalReader entries = from.reader(0)) {
      while (entries.read(entry)) {
        FrameHeader.term(entry.array(), 0, term);
        FrameHeader.sealHeader(entry.array(), 0);
        copy.append(entry.array(), 0, entry.length());
      }
    }
    return copy;
  }

  @Test
  void shouldReadTheEntriesOfItsTopicsInOrder() {
    append(200);
    readFrom(0);
    runAndRead(40);
    append(50);
    append(FrameType.EPOCH, 0, 0);
    runAndRead(40);

    assertThat(read).containsExactlyElementsOf(all);
    assertThat(receiver.journals().get(PARTITION).stableOffset()).isEqualTo(journal.endOffset());
  }

  @Test
  void shouldAskNothingBeforeSomebodyReads() {
    append(5);
    run(20);
    assertThat(toReader).isEmpty();
    assertThat(receiver.work(nowNs + 10_000_000_000L)).isZero();
  }

  @Test
  void shouldSendNoMoreThanAWindowToAReaderThatDoesNotRead() {
    append(2_000);
    readFrom(0);
    run(10);
    int delivered = 0;
    for (int i = 0; i < 500; i++) {
      nowNs += 2_000_000;
      receiver.work(nowNs);
      deliverToOwner();
      sender.work(64);
      while (!toReader.isEmpty()) {
        delivered += FrameHeader.length(toReader.peek(), 0) > FrameHeader.LENGTH + 20 ? 1 : 0;
        deliverToReader();
      }
    }
    assertThat(delivered).as("frames beyond the window").isZero();

    runAndRead(500);

    assertThat(read).containsExactlyElementsOf(all);
  }

  @Test
  void shouldPassOverManyEntriesOfOtherTopics() {
    for (int i = 0; i < 20_000; i++) {
      append(FrameType.DATA, OTHER_TOPIC, 1);
    }
    append(1);
    readFrom(0);
    runAndRead(1_000);

    assertThat(read).containsExactlyElementsOf(all);
  }

  @Test
  void shouldSayThatEntriesAreGone() {
    append(10);
    journal.release(12);
    readFrom(3);
    run(30);

    assertThatThrownBy(this::readOne)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("entries are gone: partition=1, wanted=3")
        .hasMessageContaining("journal starts at=" + journal.startOffset());
  }

  @Test
  void shouldGiveWhatItGotBeforeItSaysThatTheRestIsGone() {
    append(10);
    readFrom(0);
    run(3);
    append(10);
    MemoryJournal shorter = copyOf(journal, 1);
    shorter.release(shorter.endOffset());
    cut();
    sender = owner(2, shorter);
    run(100);
    for (int i = 0; i < 10; i++) {
      assertThat(readOne()).isTrue();
    }

    assertThatThrownBy(this::readOne).hasMessageContaining("entries are gone");
    assertThat(read).containsExactlyElementsOf(all.subList(0, 10));
  }

  @Test
  void shouldTellWhatIsWantedNoMore() {
    long[] sinks = {SINK};
    append(10);
    assertThat(sender.floor(sinks)).as("not heard of").isZero();
    assertThat(sender.floor(new long[0])).isEqualTo(Long.MAX_VALUE);
    receiver.floors(partition -> partition == PARTITION ? 9 : 99);
    readFrom(4);
    runAndRead(20);
    assertThat(sender.floor(sinks)).isEqualTo(9);
    assertThat(sender.floor(new long[] {SINK, Origin.ofSink("other")})).isZero();
    receiver.floors(partition -> 14);
    run(200);
    assertThat(sender.floor(sinks)).isEqualTo(14);
  }

  @Test
  void shouldNotListenToAnOwnerThatWasReplacedOrToAnotherGeneration() {
    append(3);
    readFrom(0);
    sender = owner(2, journal);
    runAndRead(100);
    assertThat(read).hasSize(3);
    receiver.disconnected(PARTITION);
    receiver.work(nowNs);
    byte[] ask = toOwner.peekLast();
    append(3);
    TailSender former = owner(1, journal);
    former.onFrame(ask, 0);
    assertThat(former.work(64)).isPositive();
    while (!toReader.isEmpty()) {
      deliverToReader();
    }
    assertThat(readOne()).as("of the former owner").isFalse();

    byte[] otherGeneration = ask.clone();
    FrameHeader.generation(otherGeneration, 0, GENERATION + 1);
    sender = owner(2, journal);
    sender.onFrame(otherGeneration, 0);
    assertThat(sender.work(64)).isZero();
    sender.onFrame(ask, 0);
    assertThat(sender.work(64)).isPositive();
    deliverToReader();
    assertThat(readOne()).as("of the owner").isTrue();
  }

  @Test
  void shouldLoseAndDoubleNothingWhateverIsCutAndWhoeverOwns() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new TailTest().runSchedule(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private void runSchedule(SplittableRandom random) {
    readFrom(0);
    int speed = 1 + random.nextInt(40);
    int term = 1;
    MemoryJournal owned = journal;
    for (int step = 0; step < STEPS; step++) {
      nowNs += random.nextInt(random.nextInt(50) == 0 ? 200_000_000 : 2_000_000);
      switch (random.nextInt(8)) {
        case 0 -> deliverToOwner();
        case 1, 2 -> deliverToReader();
        case 3 -> receiver.work(nowNs);
        case 4 -> sender.work(1 + random.nextInt(80));
        case 5 -> {
          if (random.nextInt(speed) < 3) {
            readOne();
            assertPosition();
          }
        }
        default -> {
          FrameType type = random.nextInt(9) == 0 ? FrameType.EPOCH : FrameType.DATA;
          int topic = random.nextInt(3) == 0 ? TOPIC : OTHER_TOPIC;
          byte[] entry = append(type, topic, random.nextInt(4));
          if (owned != journal) {
            owned.append(entry, 0, entry.length);
          }
        }
      }
      int mishap = random.nextInt(400);
      if (mishap == 0) {
        cut();
      } else if (mishap == 1) {
        // it is not told: frames of the former owner are still on their way
        owned = copyOf(journal, ++term);
        sender.close();
        sender = owner(term, owned);
        if (random.nextBoolean()) {
          cut();
        }
      } else if (mishap == 2) {
        restart();
      }
    }
    runAndRead(1_500);
    assertThat(bodies(read)).isEqualTo(bodies(all));
    assertPosition();
  }

  /** The sink is opened anew where it stood, on another worker. */
  private void restart() {
    long offset = reader.offset();
    toOwner.clear();
    toReader.clear();
    receiver = receiver();
    readFrom(offset);
  }

  /** What was read lies below the reader's position, and all else at it or above. */
  private void assertPosition() {
    long offset = reader.offset();
    if (!read.isEmpty()) {
      byte[] last = read.get(read.size() - 1);
      assertThat(offset)
          .isGreaterThanOrEqualTo(FrameHeader.offset(last, 0) + FrameHeader.span(last, 0));
    }
    if (read.size() < all.size()) {
      assertThat(offset).isLessThanOrEqualTo(FrameHeader.offset(all.get(read.size()), 0));
    }
  }

  private static List<Long> bodies(List<byte[]> entries) {
    return entries.stream().map(entry -> FrameHeader.firstSequence(entry, 0)).toList();
  }
}
