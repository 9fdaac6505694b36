package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;

/**
 * Routes emitted records: to functions of the same partition by the inline queue, to other
 * partitions and to the journal by channels.
 */
final class Emitter {
  /** After so many hand-overs from one record the rest goes through the journal. */
  private static final int INLINE_HOPS = 1_000;

  private final int partition;
  private final int partitions;
  private final Outbound outbound;
  private final InlineQueue inline;
  private final Counters counters;
  private final RecordEncoder encoder;
  private final Deriver deriver = new Deriver(this::putDerived);
  private int hops;

  Emitter(
      int partition,
      int partitions,
      int recordBytes,
      Outbound outbound,
      InlineQueue inline,
      Counters counters) {
    this.partition = partition;
    this.partitions = partitions;
    this.outbound = outbound;
    this.inline = inline;
    this.counters = counters;
    this.encoder = new RecordEncoder(recordBytes);
  }

  /** A record from the journal begins: hops count anew. */
  void beginRecord() {
    hops = 0;
  }

  void emit(TopicPlan topic, Object value, long eventTimeMs) {
    counters.increment(Counter.RECORDS_EMITTED);
    if (value == null) {
      throw new IllegalArgumentException(
          "null emitted: topic=" + topic + "; values are never null: emit nothing instead");
    }
    if (topic.isRead()) {
      put(topic, value, eventTimeMs);
    }
    if (topic.derivations().length > 0) {
      deriver.derive(topic, value, eventTimeMs);
    }
  }

  private void putDerived(DerivationPlan by, Object value, long eventTimeMs) {
    if (by.combiner() == null) {
      emit(by.to(), value, eventTimeMs);
    } else if (by.to().isRead()) {
      encoder.encodeKey(by.to(), value, by.spec().keyOf(value));
      putKeyed(by.to(), by.combiner().first(value, eventTimeMs), eventTimeMs);
    }
  }

  private void put(TopicPlan topic, Object value, long eventTimeMs) {
    if (topic.topic().isBroadcast()) {
      encoder.encodeValue(topic, value);
      for (int p = 0; p < partitions; p++) {
        append(p, topic, eventTimeMs);
      }
      return;
    }
    encoder.encodeKey(topic, value);
    putKeyed(topic, value, eventTimeMs);
  }

  private void putKeyed(TopicPlan topic, Object value, long eventTimeMs) {
    ByteOutput key = encoder.key();
    long hash = Hash.of(key.array(), 0, key.length());
    int destination = Hash.partition(hash, partitions);
    if (destination == partition && !topic.isJournaled() && hops < INLINE_HOPS) {
      hops++;
      inline.add(topic, value, eventTimeMs, key.array(), 0, key.length(), hash);
    } else {
      encoder.encodeValue(topic, value);
      append(destination, topic, eventTimeMs);
    }
  }

  private void append(int destination, TopicPlan topic, long eventTimeMs) {
    ByteOutput key = encoder.key();
    ByteOutput value = encoder.value();
    outbound.append(
        destination,
        topic.number(),
        eventTimeMs,
        key.array(),
        0,
        topic.topic().isBroadcast() ? 0 : key.length(),
        value.array(),
        0,
        value.length());
  }

  /** Text of a key for people. */
  static String keyText(byte[] key, int at, int length) {
    return length == 0 ? "" : KeyCodec.toText(key, at, length);
  }
}
