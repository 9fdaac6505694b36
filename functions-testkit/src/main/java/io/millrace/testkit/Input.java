package io.millrace.testkit;

import io.millrace.functions.ByteInput;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.channel.Outbound;
import io.millrace.runtime.frame.FrameHeader;
import io.millrace.runtime.frame.FrameType;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.Deriver;
import io.millrace.runtime.partition.Outbox;
import io.millrace.runtime.partition.RecordEncoder;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.TopicPlan;
import io.millrace.runtime.state.Hash;
import io.millrace.runtime.transport.FrameSender;
import java.util.List;
import java.util.function.IntSupplier;

/** The test as an origin: it stands for all sources of the application. */
final class Input {
  private final int partitions;
  private final Marks marks;
  private final Outbound outbound;
  private final Outbox outbox;
  private final RecordEncoder encoder = new RecordEncoder(ChannelSettings.DEFAULT.recordBytes());
  private final Deriver deriver = new Deriver(this::putDerived);
  private final List<Output> derived;
  private final IntSupplier operation;
  private long position;

  /**
   * An input that sent nothing yet.
   *
   * @param derived where records show up that are derived from those sent
   * @param operation which operation is at work
   */
  Input(
      List<TopicPlan> sourced,
      int partitions,
      FrameSender sender,
      List<Output> derived,
      IntSupplier operation) {
    this.derived = derived;
    this.operation = operation;
    this.partitions = partitions;
    this.marks = new Marks(sourced.stream().mapToInt(TopicPlan::number).sorted().toArray());
    FrameStamp stamp =
        new FrameStamp(Run.APPLICATION, Origin.ofClient("test"), 1, 0, Run.CODE_VERSION);
    this.outbound = new Outbound(stamp, partitions, ChannelSettings.DEFAULT, marks);
    this.outbox = new Outbox(outbound, partitions, sender, new Counters(), 0, 0);
  }

  void send(TopicPlan topic, Operation.Send record) {
    put(topic, record.key(), record.value(), record.eventTimeMs());
    if (topic.derivations().length > 0) {
      Object value = topic.codec().decode(new ByteInput(record.value()));
      deriver.derive(topic, value, record.eventTimeMs());
    }
  }

  private void putDerived(DerivationPlan by, Object value, long eventTimeMs) {
    TopicPlan topic = by.to();
    Object sent = by.combiner() == null ? value : by.combiner().first(value, eventTimeMs);
    if (by.combiner() != null) {
      encoder.encodeKey(topic, value, by.spec().keyOf(value));
    } else if (topic.topic().isBroadcast()) {
      encoder.key().length(0);
    } else {
      encoder.encodeKey(topic, value);
    }
    byte[] key = encoder.key().toByteArray();
    encoder.encodeValue(topic, sent);
    byte[] bytes = encoder.value().toByteArray();
    put(topic, key, bytes, eventTimeMs);
    derived.add(new Output(operation.getAsInt(), topic.number(), eventTimeMs, key, bytes));
    deriver.derive(topic, sent, eventTimeMs);
  }

  private void put(TopicPlan topic, byte[] key, byte[] value, long eventTimeMs) {
    if (topic.topic().isBroadcast()) {
      for (int p = 0; p < partitions; p++) {
        append(p, topic, key, value, eventTimeMs);
      }
    } else {
      long hash = Hash.of(key, 0, key.length);
      append(Hash.partition(hash, partitions), topic, key, value, eventTimeMs);
    }
  }

  private void append(int to, TopicPlan topic, byte[] key, byte[] value, long eventTimeMs) {
    outbound
        .channel(to)
        .append(topic.number(), eventTimeMs, key, 0, key.length, value, 0, value.length);
  }

  void watermark(TopicPlan topic, long ms) {
    for (int i = 0; i < marks.size(); i++) {
      if (marks.topic(i) == topic.number()) {
        marks.mark(i, ms);
      }
    }
  }

  /** Sends a frame without records to all partitions, so that they learn what time it is. */
  void tellTime() {
    outbound.position(++position);
  }

  void onFrame(byte[] frame, long nowNs) {
    if (FrameHeader.type(frame, 0) == FrameType.ACK) {
      outbox.onAck(frame, 0, nowNs);
    } else {
      outbox.onStand(frame, 0, nowNs);
    }
  }

  /** All partitions were lost and are back. */
  void disconnected() {
    for (int p = 0; p < partitions; p++) {
      outbox.disconnected(p);
    }
  }

  int work(long nowNs) {
    return outbox.work(nowNs, true);
  }

  boolean isSettled() {
    return outbound.isSettled();
  }
}
