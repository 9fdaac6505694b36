package io.millrace.runtime.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.Clock;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.replication.Site.Table;
import io.millrace.runtime.transport.FrameSender;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Three workers, two sources and a receiving partition around partition 0, in one thread, with the
 * coordinator's rules: only who is in sync is promoted; who is in sync is written down first.
 */
final class ReplicaWorld {
  static final int SITES = 3;
  private static final int FEEDS = 2;
  private static final int RECEIVER = SITES + FEEDS;
  private static final int TRAIL = 40;

  final SplittableRandom random;
  final Wires wires;
  final Site[] sites = new Site[SITES];
  final Feed[] feeds = new Feed[FEEDS];
  final Receiver receiver;
  final Clock clock =
      new Clock() {
        @Override
        public long nowMs() {
          return 1_000 + nowNs / 1_000_000;
        }

        @Override
        public long nanoTime() {
          return nowNs;
        }
      };

  private final List<Deque<Table>> untold = new ArrayList<>();
  private final Table[] known = new Table[RECEIVER + 1];
  private final Map<Long, byte[]> history = new TreeMap<>();
  private final Map<Long, Long> digests = new TreeMap<>();
  private final long[] checked = new long[SITES];
  private Table truth = new Table(0, 0, Site.NOBODY, Site.NOBODY, false);
  private long stableEnd;
  private long nowNs = 1;
  private int promotions;
  private int compared;
  private boolean deletes;
  private boolean erratic;
  private boolean mirrors;
  private long mirroredEnd;
  private long sinkOffset;

  ReplicaWorld(long seed) {
    this(seed, new int[] {1, 1, 1});
  }

  /** From here on whoever opens a journal folds it as nobody else does. */
  void erratic() {
    erratic = true;
    for (Site site : sites) {
      site.plan(CountingApp.ERRATIC);
    }
  }

  /** Owners wait for a mirror, too. */
  void mirror() {
    mirrors = true;
    for (Site site : sites) {
      site.awaitMirror();
    }
  }

  /** From here on owners delete all that their snapshots and the sink are past. */
  void delete() {
    deletes = true;
  }

  /** The sink has written all below some stable offset. */
  void sinkGoesOn() {
    sinkOffset += random.nextLong(stableEnd - sinkOffset + 1);
  }

  /** A world whose workers run these code versions. */
  ReplicaWorld(long seed, int[] codeVersions) {
    random = new SplittableRandom(seed);
    wires = new Wires(random);
    for (int s = 0; s < SITES; s++) {
      Site site =
          new Site(
              s,
              codeVersions[s],
              senderOf(s),
              clock,
              () -> deletes ? sinkOffset : Math.max(0, wanted() - TRAIL));
      sites[s] = site;
      wires.connect(s, endOf(site));
    }
    for (int f = 0; f < FEEDS; f++) {
      Feed feed = new Feed("s" + f, senderOf(SITES + f));
      feeds[f] = feed;
      wires.connect(SITES + f, endOf(feed));
    }
    receiver = new Receiver(senderOf(RECEIVER));
    wires.connect(RECEIVER, endOfReceiver());
    for (int n = 0; n <= RECEIVER; n++) {
      untold.add(new ArrayDeque<>());
      known[n] = truth;
    }
  }

  /** Entries below are in all copies, the same in each. */
  private long wanted() {
    return Arrays.stream(sites).mapToLong(this::common).min().orElse(0);
  }

  private long common(Site site) {
    long end = site.disk.startOffset();
    ByteOutput entry = new ByteOutput(256);
    try (JournalReader reader = site.disk.reader(end)) {
      while (reader.read(entry)) {
        byte[] bytes = entry.toByteArray();
        if (!Arrays.equals(bytes, history.get(FrameHeader.offset(bytes, 0)))) {
          break;
        }
        end = FrameHeader.offset(bytes, 0) + FrameHeader.span(bytes, 0);
      }
    }
    return end;
  }

  // ------------------------------------------------------------------ who is where

  private FrameSender senderOf(int from) {
    return (frame, at, length) -> {
      int to = toOf(from, frame, at);
      return to != Site.NOBODY && wires.offer(from, to, frame, at, length);
    };
  }

  private int toOf(int from, byte[] frame, int at) {
    FrameType type = FrameHeader.type(frame, at);
    Table table = from < SITES ? sites[from].table() : known[from];
    if (type.isToFollower()) {
      return table.follower();
    }
    if (type.isFromFollower()) {
      return table.owner();
    }
    if (type.isToOrigin()) {
      long origin = FrameHeader.origin(frame, at);
      for (int f = 0; f < FEEDS; f++) {
        if (feeds[f].origin() == origin) {
          return SITES + f;
        }
      }
      return table.owner();
    }
    return FrameHeader.destination(frame, at) == 0 ? table.owner() : RECEIVER;
  }

  private Wires.End endOf(Site site) {
    return new Wires.End() {
      @Override
      public void onFrame(byte[] frame) {
        assertThat(FrameHeader.faultOf(frame, 0, frame.length)).isNull();
        site.onFrame(frame, nowNs);
      }

      @Override
      public void disconnected(int other) {
        if (site.replica() != null && other < SITES) {
          site.replica().disconnected();
        } else if (site.replica() != null && other == RECEIVER) {
          site.replica().partition().disconnected(CountingApp.REMOTE);
        }
      }
    };
  }

  private Wires.End endOf(Feed feed) {
    return new Wires.End() {
      @Override
      public void onFrame(byte[] frame) {
        feed.onFrame(frame, nowNs);
      }

      @Override
      public void disconnected(int other) {
        feed.disconnected(other == RECEIVER ? CountingApp.REMOTE : 0);
      }
    };
  }

  private Wires.End endOfReceiver() {
    return new Wires.End() {
      @Override
      public void onFrame(byte[] frame) {
        receiver.onFrame(frame);
      }

      @Override
      public void disconnected(int other) {
        // who sends asks again
      }
    };
  }

  Table truth() {
    return truth;
  }

  Site owner() {
    return sites[truth.owner()];
  }

  Site follower() {
    return sites[truth.follower()];
  }

  int promotions() {
    return promotions;
  }

  int compared() {
    return compared;
  }

  /** The coordinator writes down a table; others hear of it later. */
  void decide(int owner, int follower, boolean inSync) {
    int term = truth.term() + (owner == truth.owner() ? 0 : 1);
    decide(term, owner, follower, inSync);
  }

  private void decide(int term, int owner, int follower, boolean inSync) {
    Table next = new Table(truth.revision() + 1, term, owner, follower, inSync);
    truth = next;
    untold.forEach(tables -> tables.add(next));
  }

  /** One hears of the next table, or of the newest. */
  void tell(int number, boolean newest) {
    Deque<Table> tables = untold.get(number);
    if (tables.isEmpty() || number < SITES && sites[number].isDown()) {
      return;
    }
    Table next = newest ? tables.peekLast() : tables.peekFirst();
    if (newest) {
      tables.clear();
    } else {
      tables.removeFirst();
    }
    boolean sameOwner = known[number].term() == next.term();
    known[number] = next;
    if (number < SITES) {
      sites[number].tell(next);
      checked[number] = 0;
    } else if (number < RECEIVER && !sameOwner) {
      feeds[number - SITES].disconnected(0);
    }
  }

  boolean isUntold(int number) {
    return !untold.get(number).isEmpty();
  }

  void tellAll() {
    for (int n = 0; n <= RECEIVER; n++) {
      while (!untold.get(n).isEmpty() && !(n < SITES && sites[n].isDown())) {
        tell(n, false);
      }
    }
  }

  /** What the owner reports is written down; returns whether that is news. */
  boolean takeReport() {
    Site owner = owner();
    boolean covered =
        owner.isOwner()
            && owner.table().equals(truth)
            && truth.follower() != Site.NOBODY
            && owner.replica().isCovered();
    if (!covered || truth.inSync()) {
      return false;
    }
    decide(truth.owner(), truth.follower(), true);
    return true;
  }

  /** The follower becomes the owner; the former owner is to follow, or to do nothing. */
  void promote(boolean formerFollows) {
    promotions++;
    decide(truth.follower(), formerFollows ? truth.owner() : Site.NOBODY, false);
  }

  void crash(int site) {
    sites[site].crash();
    wires.cut(site);
  }

  /** A worker comes back: if it was the owner, that is a new term of it. */
  void start(int site) {
    if (truth.owner() == site) {
      decide(truth.term() + 1, site, truth.follower(), truth.inSync());
    }
    untold.get(site).clear();
    known[site] = truth;
    sites[site].start(truth);
    checked[site] = 0;
  }

  // ------------------------------------------------------------------ turns

  void pass(long ns) {
    nowNs += ns;
  }

  long nowNs() {
    return nowNs;
  }

  void work(int number) {
    if (number < SITES) {
      sites[number].work(nowNs);
      if (mirrors && sites[number].isOwner() && random.nextInt(4) == 0) {
        mirroredEnd = Math.max(mirroredEnd, sites[number].mirror());
      }
    } else if (number < RECEIVER) {
      feeds[number - SITES].work(nowNs);
    } else {
      receiver.work();
    }
  }

  /** All do what they can, several times. */
  void run(int rounds) {
    for (int i = 0; i < rounds; i++) {
      pass(1_000_000);
      for (int n = 0; n <= RECEIVER; n++) {
        work(n);
      }
      while (wires.deliverOne()) {
        check();
      }
      for (Site site : sites) {
        site.reopenIfAsked();
      }
      check();
    }
  }

  // ------------------------------------------------------------------ what must be so

  /** One stable history; the follower in sync has it; equal folds have equal digests. */
  void check() {
    if (mirrors) {
      assertThat(stableEnd).as("what is stable is mirrored").isLessThanOrEqualTo(mirroredEnd);
    }
    for (Site site : sites) {
      if (site.isOwner()) {
        checkHistory(site);
      }
      if (site.replica() != null && !erratic) {
        compareDigest(site);
        assertThat(site.replica().divergence()).as("site %d", site.number).isEmpty();
      }
    }
    if (truth.inSync()) {
      assertThat(follower().disk.endOffset())
          .as("what the follower in sync has of %d stable entries", stableEnd)
          .isGreaterThanOrEqualTo(stableEnd);
      checkSink(follower());
    }
    checkSink(owner());
  }

  /** What the sink has not written is there. */
  private void checkSink(Site site) {
    if (deletes) {
      assertThat(site.disk.startOffset())
          .as("where the journal starts at site %d, for the sink", site.number)
          .isLessThanOrEqualTo(sinkOffset);
    }
  }

  private void checkHistory(Site site) {
    long stable = site.replica().journal().stableOffset();
    long from = Math.max(checked[site.number], site.disk.startOffset());
    if (stable <= from) {
      return;
    }
    ByteOutput entry = new ByteOutput(256);
    try (JournalReader reader = site.replica().journal().reader(from)) {
      while (reader.read(entry)) {
        byte[] bytes = entry.toByteArray();
        byte[] before = history.putIfAbsent(FrameHeader.offset(bytes, 0), bytes);
        assertThat(before == null || Arrays.equals(before, bytes))
            .as("stable entry %d is the same for ever", FrameHeader.offset(bytes, 0))
            .isTrue();
      }
    }
    checked[site.number] = stable;
    stableEnd = Math.max(stableEnd, stable);
  }

  private void compareDigest(Site site) {
    Partition partition = site.replica().partition();
    boolean folds =
        switch (partition.phase()) {
          case FOLLOWING, REPLAYING, LIVE -> true;
          default -> false;
        };
    if (folds && partition.foldedOffset() == site.disk.endOffset()) {
      long digest = partition.digest();
      Long before = digests.putIfAbsent(partition.foldedOffset(), digest);
      if (before != null) {
        assertThat(digest).as("digest at %d", partition.foldedOffset()).isEqualTo(before);
        compared++;
      }
    }
  }

  /** How all stand, for people. */
  String describe() {
    return truth + " " + Arrays.stream(sites).map(Site::describe).toList();
  }

  /** Everything that was read, and what goes round once more, has come out. */
  int expected() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Feed feed : feeds) {
      IntStream.range(0, feed.read()).forEach(n -> counts.merge(Feed.keyOf(n), 1, Integer::sum));
    }
    return counts.values().stream().mapToInt(count -> count + count / 3).sum();
  }

  /** Copies what a disk holds to another world's. */
  static void copyDisk(Site from, Site to) {
    ByteOutput entry = new ByteOutput(256);
    try (JournalReader reader = from.disk.reader(0)) {
      while (reader.read(entry)) {
        assertThat(to.disk.append(entry.array(), 0, entry.length())).isTrue();
      }
    }
  }

  /** Another fold of the owner's journal gives the same state. */
  void assertReplayGivesTheSame() {
    Partition again =
        new Partition(
            PartitionSettings.of(CountingApp.APPLICATION, 0, CountingApp.PARTITIONS, 99, 0, 1),
            CountingApp.PLAN,
            new PartitionPorts(
                owner().disk,
                owner().snapshots,
                (frame, at, length) -> true,
                clock,
                AsyncCalls.immediate()),
            new Counters());
    again.recover(CountingApp.SETTINGS);
    long end = owner().disk.endOffset();
    while (again.foldedOffset() < end) {
      assertThat(again.work(nowNs)).isPositive();
    }
    assertThat(again.digest()).isEqualTo(owner().replica().partition().digest());
  }
}
