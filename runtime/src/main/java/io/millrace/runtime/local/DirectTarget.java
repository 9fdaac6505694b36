package io.millrace.runtime.local;

import io.millrace.runtime.partition.Deriver;
import io.millrace.runtime.plan.DerivationPlan;
import io.millrace.runtime.plan.TopicPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hands the records of a split to sinks, in batches, without a partition between them. */
final class DirectTarget implements SplitTarget {

  /** What is on its way to one sink. */
  private static final class Way {
    private final DirectFeed feed;
    private final long begun;
    private RecordBatch batch = new RecordBatch();
    private int mark;

    Way(DirectFeed feed, int place) {
      this.feed = feed;
      this.begun = feed.begun(place);
    }
  }

  private final int place;
  private final Map<TopicPlan, List<Way>> byTopic;
  private final List<Way> ways = new ArrayList<>();
  private final Deriver deriver = new Deriver(this::putDerived);
  private long position;
  private long donePosition;
  private boolean moved;

  DirectTarget(int place, Map<TopicPlan, List<DirectFeed>> feeds) {
    this.place = place;
    this.byTopic = new HashMap<>();
    feeds.forEach(
        (topic, all) ->
            byTopic.put(topic, all.stream().map(feed -> new Way(feed, place)).toList()));
    byTopic.values().forEach(ways::addAll);
  }

  @Override
  public void onFrame(byte[] frame, int at, long nowNs) {
    throw new IllegalStateException("a split that no partition knows got a frame");
  }

  @Override
  public void disconnected(int partition) {
    // it has no connections
  }

  @Override
  public boolean isStanding() {
    return true;
  }

  @Override
  public void announce() {
    // sinks know it
  }

  @Override
  public boolean isKnownToAll() {
    return true;
  }

  @Override
  public long commonPosition() {
    return ways.stream().mapToLong(way -> way.begun).min().orElse(0);
  }

  @Override
  public boolean hasRoom() {
    for (int i = 0; i < ways.size(); i++) {
      if (!ways.get(i).feed.hasRoom(place)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean isHolding() {
    return false;
  }

  @Override
  public int send(TopicPlan topic, Object value, long eventTimeMs, long position) {
    this.position = position;
    for (int i = 0; i < ways.size(); i++) {
      ways.get(i).mark = ways.get(i).batch.size();
    }
    try {
      put(topic, value, eventTimeMs);
    } catch (RuntimeException e) {
      ways.forEach(way -> way.batch.truncate(way.mark));
      throw e;
    }
    return 0;
  }

  private void putDerived(DerivationPlan by, Object value, long eventTimeMs) {
    put(by.to(), value, eventTimeMs);
  }

  private void put(TopicPlan topic, Object value, long eventTimeMs) {
    List<Way> read = byTopic.get(topic);
    if (read != null) {
      for (int i = 0; i < read.size(); i++) {
        Way way = read.get(i);
        if (position > way.begun) {
          way.batch.add(value, eventTimeMs, position);
        }
      }
    }
    if (topic.derivations().length > 0) {
      deriver.derive(topic, value, eventTimeMs);
    }
  }

  @Override
  public boolean itemDone(long position) {
    donePosition = position;
    moved = true;
    return true;
  }

  @Override
  public void flush() {
    // nothing waits for more
  }

  @Override
  public int work(long nowNs, boolean idle) {
    if (!moved || !hasRoom()) {
      return 0;
    }
    for (Way way : ways) {
      way.batch.endPosition(Math.max(donePosition, way.begun));
      way.feed.put(place, way.batch);
      way.batch = new RecordBatch();
    }
    moved = false;
    return 1;
  }

  @Override
  public boolean isSettled() {
    return !moved;
  }
}
