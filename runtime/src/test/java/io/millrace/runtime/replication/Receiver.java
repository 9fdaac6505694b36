package io.millrace.runtime.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.runtime.channel.InboundChannel;
import io.millrace.runtime.channel.InboundChannel.Acceptance;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.frame.RecordCursor;
import io.millrace.runtime.transport.FrameSender;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Partition 1: checks that each key's counts and each source's numbers come in order, once. */
final class Receiver {
  private final FrameSender sender;
  private final Map<Long, Long> next = new TreeMap<>();
  private final Set<Long> ackDue = new TreeSet<>();
  private final Set<Long> standDue = new TreeSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private long epoch;
  private int received;

  Receiver(FrameSender sender) {
    this.sender = sender;
  }

  /** How many records it has got. */
  int received() {
    return received;
  }

  /** It goes into a later epoch by itself. */
  void epoch(long later) {
    epoch = Math.max(epoch, later);
  }

  void onFrame(byte[] frame) {
    long origin = FrameHeader.origin(frame, 0);
    long due = next.computeIfAbsent(origin, any -> 1L);
    if (FrameHeader.type(frame, 0) == FrameType.RESUME) {
      ackDue.add(origin);
      standDue.add(origin);
      return;
    }
    if (FrameHeader.type(frame, 0) != FrameType.DATA) {
      return;
    }
    epoch(FrameHeader.epoch(frame, 0));
    long first = FrameHeader.firstSequence(frame, 0);
    int count = FrameHeader.recordCount(frame, 0);
    if (InboundChannel.accept(due, first, count) == Acceptance.GAP) {
      standDue.add(origin);
      return;
    }
    long sequence = first;
    for (RecordCursor cursor = new RecordCursor().wrap(frame, 0); cursor.next(); sequence++) {
      if (sequence == due) {
        due++;
        take(CountingApp.valueOf(cursor));
      }
    }
    next.put(origin, due);
    ackDue.add(origin);
  }

  private void take(String value) {
    received++;
    String[] parts = value.split("#");
    assertThat(Integer.parseInt(parts[1]))
        .as("count of %s", value)
        .isEqualTo(counts.merge(parts[0], 1, Integer::sum));
    if (!parts[0].equals("loop")) {
      String[] from = parts[2].split(":");
      int before = numbers.getOrDefault(from[0], -1);
      assertThat(Integer.parseInt(from[1])).as("number of %s", value).isEqualTo(before + 1);
      numbers.put(from[0], before + 1);
    }
  }

  /** Answers. */
  void work() {
    ackDue.removeIf(origin -> reply(FrameType.ACK, origin));
    standDue.removeIf(origin -> reply(FrameType.STAND, origin));
  }

  private boolean reply(FrameType type, long origin) {
    byte[] frame = new byte[FrameHeader.LENGTH];
    FrameHeader.init(frame, 0, type);
    FrameHeader.application(frame, 0, CountingApp.APPLICATION);
    FrameHeader.origin(frame, 0, origin);
    FrameHeader.destination(frame, 0, CountingApp.REMOTE);
    FrameHeader.term(frame, 0, 1);
    FrameHeader.epoch(frame, 0, epoch);
    FrameHeader.firstSequence(frame, 0, next.get(origin));
    FrameHeader.seal(frame, 0);
    return sender.offer(frame, 0, frame.length);
  }

  /** How far it is on partition 0's channel. */
  long nextOfPartition() {
    return next.getOrDefault(Origin.ofPartition(0), 1L);
  }
}
