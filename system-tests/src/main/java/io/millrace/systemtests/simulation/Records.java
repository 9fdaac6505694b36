package io.millrace.systemtests.simulation;

import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.RecordCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records as bytes, by channel, however they were batched into frames. */
final class Records {
  private final Map<Long, List<byte[]>> byChannel = new TreeMap<>();
  private final RecordCursor cursor = new RecordCursor();

  /** The record at the cursor: event time, lengths, topic, key and value. */
  static byte[] copy(RecordCursor cursor) {
    return Arrays.copyOfRange(
        cursor.array(), cursor.recordOffset(), cursor.recordOffset() + cursor.recordLength());
  }

  /** The records of one topic in a journal entry. */
  static List<byte[]> ofTopic(byte[] entry, int topic) {
    List<byte[]> records = new ArrayList<>();
    if (FrameHeader.type(entry, 0) == FrameType.DATA) {
      RecordCursor cursor = new RecordCursor();
      for (cursor.wrap(entry, 0); cursor.next(); ) {
        if (cursor.topic() == topic) {
          records.add(copy(cursor));
        }
      }
    }
    return records;
  }

  /** Appends the records of a frame to the list of {@code channel}, which must go on there. */
  void add(long channel, byte[] frame) {
    List<byte[]> records = byChannel.computeIfAbsent(channel, key -> new ArrayList<>());
    long first = FrameHeader.firstSequence(frame, 0);
    if (first != records.size() + 1) {
      throw new AssertionError(
          "sequence broken: channel="
              + Long.toHexString(channel)
              + ", first="
              + first
              + ", expected="
              + (records.size() + 1));
    }
    for (cursor.wrap(frame, 0); cursor.next(); ) {
      records.add(copy(cursor));
    }
  }

  /** The records of a channel. */
  List<byte[]> of(long channel) {
    return byChannel.getOrDefault(channel, List.of());
  }

  /** The records of a journal, by origin. */
  static Records ofJournal(JournalCopy journal) {
    Records records = new Records();
    for (int i = 0; i < journal.count(); i++) {
      byte[] entry = journal.entry(i);
      if (FrameHeader.type(entry, 0) == FrameType.DATA) {
        records.add(FrameHeader.origin(entry, 0), entry);
      }
    }
    return records;
  }

  /** The first place at which two lists differ, or -1. */
  static int firstDifference(List<byte[]> one, List<byte[]> other) {
    int least = Math.min(one.size(), other.size());
    for (int i = 0; i < least; i++) {
      if (!Arrays.equals(one.get(i), other.get(i))) {
        return i;
      }
    }
    return one.size() == other.size() ? -1 : least;
  }
}
