package io.millrace.runtime.partition;

import io.millrace.functions.ByteOutput;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.metrics.Counter;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.FoldDigest;
import io.millrace.runtime.state.Hash;

/**
 * Routes emitted records: to functions of the same partition by the inline queue, to other
 * partitions and to the journal by channels.
 */
final class Emitter {
  /** After so many hand-overs from one record the rest goes through the journal. */
  private static final int INLINE_HOPS = 1_000;

  /** So many sums may wait. */
  private static final int MOST_COMBINED = 4096;

  private final int partition;
  private final int partitions;
  private final Outbound outbound;
  private final InlineQueue inline;
  private final Counters counters;
  private final RecordEncoder encoder;
  private final Deriver deriver = new Deriver(this::putDerived);
  private final CombinedRecords combined;
  private final FoldDigest digest;
  private long hops;
  private long hopsAllowed = INLINE_HOPS;

  Emitter(
      int partition,
      int partitions,
      int recordBytes,
      Outbound outbound,
      InlineQueue inline,
      Counters counters,
      FoldDigest digest) {
    this.partition = partition;
    this.partitions = partitions;
    this.outbound = outbound;
    this.inline = inline;
    this.counters = counters;
    this.encoder = new RecordEncoder(recordBytes);
    this.combined = new CombinedRecords(recordBytes);
    this.digest = digest;
  }

  /** A record from the journal begins: hops count anew. */
  void beginRecord() {
    hops = 0;
    hopsAllowed = INLINE_HOPS;
  }

  /** A call begins that may have to be taken back. */
  void beginCall() {
    combined.beginCall();
  }

  /** Takes back what was added up since {@link #beginCall}; the rest is not this one's. */
  void rollbackCall() {
    combined.rollbackCall();
  }

  /** Whether something that was added up waits for {@link #sendCombined}. */
  boolean holdsCombined() {
    return combined.size() > 0;
  }

  /** Whether so much waits that it must be sent before the next call. */
  boolean isFull() {
    return combined.size() >= MOST_COMBINED;
  }

  /**
   * Sends what was added up, in the order in which it first came. When this is called depends on
   * the journal alone, never on time nor on room in channels: what is added up with what must be
   * the same in a replay.
   *
   * @param isFirst whether what is sent does not come of something that was just sent
   */
  void sendCombined(boolean isFirst) {
    if (isFirst) {
      hops = 0;
      hopsAllowed = (long) combined.size() * INLINE_HOPS;
    }
    for (int i = 0; i < combined.size(); i++) {
      put(
          combined.partition(i),
          combined.by(i).to(),
          combined.partial(i),
          combined.eventTimeMs(i),
          combined.keyArray(),
          combined.keyAt(i),
          combined.keyLength(i),
          combined.hash(i));
    }
    combined.clear();
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
      ByteOutput key = encoder.key();
      long hash = Hash.of(key.array(), 0, key.length());
      combined.add(by, key, hash, Hash.partition(hash, partitions), value, eventTimeMs);
    }
  }

  private void put(TopicPlan topic, Object value, long eventTimeMs) {
    if (topic.topic().isBroadcast()) {
      encoder.encodeValue(topic, value);
      for (int p = 0; p < partitions; p++) {
        append(p, topic, eventTimeMs, encoder.key().array(), 0, 0, 0);
      }
      return;
    }
    encoder.encodeKey(topic, value);
    ByteOutput key = encoder.key();
    long hash = Hash.of(key.array(), 0, key.length());
    int to = Hash.partition(hash, partitions);
    put(to, topic, value, eventTimeMs, key.array(), 0, key.length(), hash);
  }

  private void put(
      int to,
      TopicPlan topic,
      Object value,
      long eventTimeMs,
      byte[] key,
      int keyAt,
      int keyLength,
      long hash) {
    if (to == partition && !topic.isJournaled() && hops < hopsAllowed) {
      hops++;
      inline.add(topic, value, eventTimeMs, key, keyAt, keyLength, hash);
    } else {
      encoder.encodeValue(topic, value);
      append(to, topic, eventTimeMs, key, keyAt, keyLength, hash);
    }
  }

  private void append(
      int to,
      TopicPlan topic,
      long eventTimeMs,
      byte[] key,
      int keyAt,
      int keyLength,
      long keyHash) {
    ByteOutput value = encoder.value();
    digest.emits(to, topic.number(), eventTimeMs, keyHash, value.array(), value.length());
    outbound.append(
        to, topic.number(), eventTimeMs, key, keyAt, keyLength, value.array(), 0, value.length());
  }

  /** Text of a key for people. */
  static String keyText(byte[] key, int at, int length) {
    return length == 0 ? "" : KeyCodec.toText(key, at, length);
  }
}
