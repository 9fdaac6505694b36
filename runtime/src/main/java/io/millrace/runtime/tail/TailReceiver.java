package io.millrace.runtime.tail;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Bits;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.journal.JournalException;
import io.millrace.runtime.journal.JournalReader;
import io.millrace.runtime.journal.ReadableJournal;
import io.millrace.runtime.transport.FrameSender;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Reads some topics of all partitions' journals, wherever these are: shows each as a {@link
 * ReadableJournal}, for one reader. {@link #onFrame} and {@link #work} are called by a slot's
 * thread, all of the journals' by one other.
 */
public final class TailReceiver {
  private static final long ASK_AGAIN_NS = 50_000_000L;
  private static final long TELL_NS = 1_000_000L;
  private static final long PULSE_NS = 100_000_000L;
  private static final long SILENCE_NS = 1_000_000_000L;

  private final FrameStamp stamp;
  private final long topics;
  private final FrameSender sender;
  private final byte[] frame = new byte[FrameHeader.LENGTH + TailSender.TAIL_BODY];
  private final Tailed[] partitions;
  private volatile IntToLongFunction floors = partition -> 0;

  /**
   * A receiver.
   *
   * @param stamp whose origin is {@link io.millrace.runtime.frame.Origin#ofSink}
   * @param topics bit {@code topic % 64} for each that is read
   */
  public TailReceiver(FrameStamp stamp, int partitions, long topics, FrameSender sender) {
    this.stamp = stamp;
    this.topics = topics;
    this.sender = sender;
    this.partitions = IntStream.range(0, partitions).mapToObj(Tailed::new).toArray(Tailed[]::new);
  }

  /** Who reads. */
  public long origin() {
    return stamp.origin();
  }

  /** The journals of all partitions, to be read by one thread. */
  public List<ReadableJournal> journals() {
    return List.of(partitions);
  }

  /** From now on owners are told below which offset nothing of a partition is wanted any more. */
  public void floors(IntToLongFunction known) {
    floors = known;
  }

  /** Takes a TAILED frame; it is copied. */
  public void onFrame(byte[] from, int at, int length, long nowNs) {
    if (FrameHeader.generation(from, at) == stamp.generation()
        && length >= FrameHeader.LENGTH + TailSender.TAILED_BODY) {
      partitions[FrameHeader.destination(from, at)].onFrame(from, at, length, nowNs);
    }
  }

  /** The partition has another owner, or what was on its way is lost. */
  public void disconnected(int partition) {
    partitions[partition].begun = false;
    partitions[partition].toldNs = 0;
  }

  /** Asks for more, and says what was taken; returns how much it did. */
  public int work(long nowNs) {
    int work = 0;
    for (Tailed tailed : partitions) {
      work += tailed.work(nowNs);
    }
    return work;
  }

  private record Batch(byte[] frame, int length, long end) {}

  /** One partition's journal, as far as it has come. */
  private final class Tailed implements ReadableJournal {
    private final int partition;
    private final Queue<Batch> batches = new ConcurrentLinkedQueue<>();
    private volatile long wanted = -1;
    private volatile long taken;
    private volatile long stable;
    private volatile String fault;
    private long received = -1;
    private boolean begun;
    private int term;
    private long toldNs;
    private long toldTaken;
    private long heardNs;

    Tailed(int partition) {
      this.partition = partition;
    }

    void onFrame(byte[] from, int at, int length, long nowNs) {
      if (FrameHeader.term(from, at) < term || received < 0) {
        return;
      }
      int body = at + FrameHeader.LENGTH;
      long first = FrameHeader.firstSequence(from, at);
      long end = Bits.getLong(from, body + 4);
      if (first != received) {
        begun &= first < received; // one is missing; or it came before
        return;
      }
      term = FrameHeader.term(from, at);
      heardNs = nowNs;
      begun = true;
      stable = Math.max(stable, Bits.getLong(from, body + 12));
      if ((Bits.getInt(from, body) & TailSender.GONE) != 0) {
        fault =
            "entries are gone: partition="
                + partition
                + ", wanted="
                + received
                + ", journal starts at="
                + end
                + "; the reader was away for too long: restore what it wrote to, or choose another";
        return;
      }
      if (end > first) {
        byte[] copy = new byte[length];
        System.arraycopy(from, at, copy, 0, length);
        received = end;
        batches.add(new Batch(copy, length, end));
      }
    }

    int work(long nowNs) {
      if (received < 0) {
        if (wanted < 0) {
          return 0;
        }
        received = wanted;
        taken = wanted;
      }
      long since = nowNs - toldNs;
      if (begun && nowNs - heardNs > SILENCE_NS) {
        begun = false;
      }
      boolean due =
          begun
              ? since >= PULSE_NS || since >= TELL_NS && taken != toldTaken
              : toldNs == 0 || since >= ASK_AGAIN_NS;
      if (!due || !tell()) {
        return 0;
      }
      toldNs = nowNs;
      return 1;
    }

    private boolean tell() {
      long now = taken;
      FrameHeader.init(frame, 0, FrameType.TAIL);
      FrameHeader.length(frame, 0, frame.length);
      FrameHeader.application(frame, 0, stamp.application());
      FrameHeader.generation(frame, 0, stamp.generation());
      FrameHeader.origin(frame, 0, stamp.origin());
      FrameHeader.term(frame, 0, stamp.term());
      FrameHeader.destination(frame, 0, partition);
      FrameHeader.firstSequence(frame, 0, begun ? now : received);
      Bits.putInt(frame, FrameHeader.LENGTH, begun ? 0 : TailSender.BEGIN);
      Bits.putLong(frame, FrameHeader.LENGTH + 4, floors.applyAsLong(partition));
      Bits.putLong(frame, FrameHeader.LENGTH + 12, topics);
      FrameHeader.seal(frame, 0);
      if (!sender.offer(frame, 0, frame.length)) {
        return false;
      }
      toldTaken = now;
      return true;
    }

    @Override
    public long startOffset() {
      return 0;
    }

    /** Not known here; no sink is ahead of what it has read. */
    @Override
    public long endOffset() {
      return Long.MAX_VALUE;
    }

    @Override
    public long stableOffset() {
      return stable;
    }

    @Override
    public JournalReader reader(long offset) {
      wanted = offset;
      return new Reader(offset);
    }

    private final class Reader implements JournalReader {
      private long offset;
      private Batch current;
      private int at;

      Reader(long offset) {
        this.offset = offset;
      }

      @Override
      public boolean read(ByteOutput entry) {
        while (current == null || at >= current.length) {
          if (current != null) {
            offset = current.end;
            taken = offset;
            current = null;
          }
          current = batches.poll();
          if (current == null) {
            if (fault != null) {
              throw new JournalException(fault);
            }
            return false;
          }
          at = FrameHeader.LENGTH + TailSender.TAILED_BODY;
        }
        int length = FrameHeader.length(current.frame, at);
        entry.length(0);
        entry.writeBytes(current.frame, at, length);
        at += length;
        offset =
            at < current.length
                ? FrameHeader.offset(current.frame, at)
                : FrameHeader.offset(entry.array(), 0) + FrameHeader.span(entry.array(), 0);
        return true;
      }

      @Override
      public long offset() {
        return offset;
      }

      @Override
      public void close() {
        // what still comes is never read
      }
    }
  }
}
