package io.millrace.runtime.replication;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.transport.FrameSender;
import java.util.function.LongSupplier;

/**
 * The owner's side: finds out up to where a follower's copy is the same as the owner's journal, has
 * the rest cut off, and copies what follows. One thread; not the slot's while the follower is far
 * behind, since old entries may have to be read from disk.
 *
 * <pre>
 * ASKING         FOLLOW is sent until COPY_FROM says how far the copy is, and of which term it ends
 * CUTTING        the copy went another way: CUT is sent until it is back where both are one
 * COPYING        COPY carries entries; COPIED says what the follower has
 * BEHIND         what the follower needs next, or what it could be compared with, was deleted
 * STARTING_OVER  nobody needs its copy: START_OVER is sent until it has thrown it away and begins
 *                where the owner's journal does
 * REFUSED        the follower knows a later owner
 * </pre>
 */
public final class FollowerLink implements AutoCloseable {
  /** What the link is doing. */
  public enum Phase {
    ASKING,
    CUTTING,
    COPYING,
    BEHIND,
    STARTING_OVER,
    REFUSED
  }

  /** Frames on their way at most. */
  private static final int WINDOW = 16;

  /** A follower that has answered nothing for so long is asked again. */
  private static final long SILENCE_NS = 1_000_000_000L;

  private final FrameStamp stamp;
  private final int partition;
  private final int number;
  private final Journal journal;
  private final Terms terms;
  private final LongSupplier stableOffset;
  private final FrameSender sender;
  private final int frameBytes;
  private final byte[] control = new byte[FrameHeader.LENGTH + 16];
  private final ByteOutput entry = new ByteOutput(1024);
  private final ByteOutput batch = new ByteOutput(1 << 12);
  private final long[] sentEnds = new long[WINDOW];

  private Phase phase = Phase.ASKING;
  private JournalReader reader;
  private boolean entryHeld;
  private boolean batchHeld;
  private long batchEnd;
  private int firstSent;
  private int sent;
  private volatile long acked;
  private volatile long needed = Long.MAX_VALUE;
  private boolean due = true;
  private long heardNs;

  private long toldEnd;
  private int toldTerm;
  private long neededSnapshot = FollowerJournal.NO_SNAPSHOT;
  private long startOverAt;

  /**
   * A link to the follower of a partition.
   *
   * @param stamp of the owner
   * @param number tells it from other links of this owner in its term, from 1: who followed before
   *     may still answer
   * @param journal the owner's own copy
   * @param stableOffset all entries below it are stable for ever
   * @param frameBytes about the size of a frame of entries; one entry always fits
   */
  public FollowerLink(
      FrameStamp stamp,
      int partition,
      int number,
      Journal journal,
      LongSupplier stableOffset,
      FrameSender sender,
      int frameBytes) {
    this.stamp = stamp;
    this.partition = partition;
    this.number = number;
    this.journal = journal;
    this.terms = new Terms(journal);
    this.stableOffset = stableOffset;
    this.sender = sender;
    this.frameBytes = frameBytes;
  }

  /** What tells it from other links of this owner. */
  int number() {
    return number;
  }

  /** What it is doing. */
  public Phase phase() {
    return phase;
  }

  /** All entries below this offset are known to be in the copy; for any thread. */
  public long ackedOffset() {
    return acked;
  }

  /** Entries from here on are still needed for the follower; for any thread. */
  public long neededOffset() {
    return needed;
  }

  /** Whether all there is at this moment was sent. */
  public boolean isAllSent() {
    return phase == Phase.COPYING
        && !batchHeld
        && !entryHeld
        && reader.offset() == journal.endOffset();
  }

  /**
   * Of which offset, or later, a snapshot is that the follower needs to fold its copy; {@link
   * FollowerJournal#NO_SNAPSHOT} if it needs none.
   */
  long neededSnapshot() {
    return neededSnapshot;
  }

  /** Whether the follower cannot fold what it has, or has nothing to go on from. */
  boolean isFollowerUseless() {
    return phase == Phase.BEHIND || neededSnapshot != FollowerJournal.NO_SNAPSHOT;
  }

  /**
   * A follower that is BEHIND may throw its copy away: nothing relies on it, and nobody has ever
   * heard that it can be promoted.
   */
  public void startOver() {
    if (phase == Phase.BEHIND) {
      phase = Phase.STARTING_OVER;
      startOverAt = journal.startOffset();
      needed = startOverAt;
      acked = 0;
      due = true;
    }
  }

  /** Whether the follower has all there is at this moment. */
  public boolean isCaughtUp() {
    return phase == Phase.COPYING && acked == journal.endOffset();
  }

  /** What was on its way, in either direction, is lost. */
  public void disconnected() {
    if (phase != Phase.REFUSED) {
      ask();
    }
  }

  private void ask() {
    stopReading();
    phase = Phase.ASKING;
    due = true;
  }

  /** Takes a frame of the follower. */
  public void onFrame(byte[] frame, int at, long nowNs) {
    if (FrameHeader.application(frame, at) != stamp.application()
        || FrameHeader.generation(frame, at) != stamp.generation()
        || FrameHeader.term(frame, at) < stamp.term()) {
      return;
    }
    int lastTerm = Bits.getInt(frame, at + FrameHeader.LENGTH);
    if (FrameHeader.term(frame, at) > stamp.term() || lastTerm > stamp.term()) {
      stopReading();
      phase = Phase.REFUSED;
      return;
    }
    long link = FrameHeader.sourcePosition(frame, at);
    if (link != number) {
      if (link == FrameHeader.NO_POSITION) {
        disconnected(); // it was opened just now
      }
      return;
    }
    heardNs = nowNs;
    neededSnapshot = Bits.getLong(frame, at + FrameHeader.LENGTH + Integer.BYTES);
    long end = FrameHeader.firstSequence(frame, at);
    if (FrameHeader.type(frame, at) == FrameType.COPY_FROM) {
      match(end, lastTerm);
    } else if (phase == Phase.COPYING) {
      acked(end);
    }
  }

  private void match(long end, int lastTerm) {
    stopReading();
    toldEnd = end;
    toldTerm = lastTerm;
    if (isIncomparable(end, lastTerm)) {
      phase = Phase.BEHIND;
    } else if (lastTerm == Terms.NONE || terms.endsAt(end, lastTerm)) {
      reader = journal.reader(end);
      if (reader.offset() != end) {
        stopReading();
        phase = Phase.BEHIND;
        return;
      }
      phase = Phase.COPYING;
      needed = end;
      acked(end);
    } else {
      phase = Phase.CUTTING;
      due = true;
    }
  }

  /**
   * An empty copy begins where this journal does, so that it has what readers of this one want. Of
   * a copy with entries, something must be of a term that is known here, and be here.
   */
  private boolean isIncomparable(long end, int lastTerm) {
    long start = journal.startOffset();
    if (end < start || lastTerm == Terms.NONE) {
      return end != start;
    }
    return start > 0
        && (end == start
            ? !terms.endsAt(end, lastTerm)
            : terms.before(terms.endOf(lastTerm)) == Terms.NONE);
  }

  private void acked(long end) {
    acked = Math.max(acked, end);
    needed = Math.max(needed, end);
    if (reader.offset() < needed) {
      // it was asked twice, and had these by the second time: they may be deleted from now on
      reader.close();
      reader = journal.reader(needed);
      entryHeld = false;
      batchHeld = false;
    }
    while (sent > 0 && sentEnds[firstSent] <= needed) {
      firstSent = (firstSent + 1) % WINDOW;
      sent--;
    }
  }

  /**
   * Sends what can be sent.
   *
   * @param mostEntries how many entries at most
   * @return how many frames were sent
   */
  public int work(long nowNs, int mostEntries) {
    return switch (phase) {
      case ASKING -> sendIfDue(nowNs, FrameType.FOLLOW);
      case CUTTING -> sendIfDue(nowNs, FrameType.CUT);
      case COPYING -> copy(nowNs, mostEntries);
      case STARTING_OVER -> sendIfDue(nowNs, FrameType.START_OVER);
      case BEHIND, REFUSED -> 0;
    };
  }

  private int sendIfDue(long nowNs, FrameType type) {
    if (!due && nowNs - heardNs < SILENCE_NS) {
      return 0;
    }
    FrameHeader.init(control, 0, type);
    FrameHeader.length(control, 0, control.length);
    stamp(control, 0);
    if (type == FrameType.CUT) {
      long end = terms.endOf(toldTerm);
      FrameHeader.firstSequence(control, 0, end);
      Bits.putInt(control, FrameHeader.LENGTH, terms.before(end));
    } else if (type == FrameType.START_OVER) {
      FrameHeader.firstSequence(control, 0, startOverAt);
      Bits.putInt(control, FrameHeader.LENGTH, Terms.NONE);
    }
    Bits.putLong(control, FrameHeader.LENGTH + 4, toldEnd);
    Bits.putInt(control, FrameHeader.LENGTH + 12, toldTerm);
    FrameHeader.seal(control, 0);
    if (!sender.offer(control, 0, control.length)) {
      return 0;
    }
    due = false;
    heardNs = nowNs;
    return 1;
  }

  private int copy(long nowNs, int mostEntries) {
    if (sent > 0 && nowNs - heardNs >= SILENCE_NS) {
      ask();
      return sendIfDue(nowNs, FrameType.FOLLOW);
    }
    int frames = 0;
    int left = mostEntries;
    while (sent < WINDOW && left > 0) {
      if (!batchHeld) {
        int entries = fill(left);
        left -= entries;
        if (entries == 0) {
          break;
        }
      }
      if (!sender.offer(batch.array(), 0, batch.length())) {
        break;
      }
      if (sent == 0) {
        heardNs = nowNs;
      }
      batchHeld = false;
      sentEnds[(firstSent + sent) % WINDOW] = batchEnd;
      sent++;
      frames++;
    }
    return frames;
  }

  /** Puts entries into a frame; returns how many. */
  private int fill(int most) {
    int entries = 0;
    batch.length(0);
    batch.length(FrameHeader.LENGTH);
    long first = 0;
    while (entries < most && (entryHeld || reader.read(entry))) {
      entryHeld = true;
      if (entries > 0 && batch.length() + entry.length() > frameBytes) {
        break;
      }
      byte[] bytes = entry.array();
      first = entries == 0 ? FrameHeader.offset(bytes, 0) : first;
      batch.writeBytes(bytes, 0, entry.length());
      batchEnd = FrameHeader.offset(bytes, 0) + FrameHeader.span(bytes, 0);
      entryHeld = false;
      entries++;
    }
    if (entries > 0) {
      byte[] frame = batch.array();
      FrameHeader.init(frame, 0, FrameType.COPY);
      FrameHeader.length(frame, 0, batch.length());
      stamp(frame, 0);
      FrameHeader.firstSequence(frame, 0, first);
      FrameHeader.offset(frame, 0, stableOffset.getAsLong());
      FrameHeader.seal(frame, 0);
      batchHeld = true;
    }
    return entries;
  }

  private void stamp(byte[] frame, int at) {
    FrameHeader.application(frame, at, stamp.application());
    FrameHeader.generation(frame, at, stamp.generation());
    FrameHeader.origin(frame, at, stamp.origin());
    FrameHeader.destination(frame, at, partition);
    FrameHeader.term(frame, at, stamp.term());
    FrameHeader.sourcePosition(frame, at, number);
  }

  private void stopReading() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
    entryHeld = false;
    batchHeld = false;
    firstSent = 0;
    sent = 0;
  }

  /** Stops copying. */
  @Override
  public void close() {
    stopReading();
  }
}
