package io.millrace.runtime.local;

import io.millrace.functions.connect.Source;
import io.millrace.runtime.Clock;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.channel.Marks;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.SourcePlan;
import io.millrace.runtime.plan.TopicPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The sources' splits and the clients of an application: makes their agents, gives them slots. */
final class Origins {
  private final LocalSettings settings;
  private final ApplicationPlan plan;
  private final ApplicationMetadata metadata;
  private final Clock clock;
  private final SlotRouter router;
  private final Valve valve;
  private final List<Slot> slots;
  private final DirectPaths direct;
  private final Map<SourcePlan, SourceGroup> groups = new LinkedHashMap<>();
  private final Map<String, Map<String, SplitCounts>> counts = new LinkedHashMap<>();
  private final Map<Long, String> names = new HashMap<>();
  private final Map<String, ClientAgent> clients = new HashMap<>();
  private int nextSlot;

  Origins(
      LocalSettings settings,
      ApplicationPlan plan,
      ApplicationMetadata metadata,
      Clock clock,
      SlotRouter router,
      Valve valve,
      List<Slot> slots,
      DirectPaths direct) {
    this.direct = direct;
    this.settings = settings;
    this.plan = plan;
    this.metadata = metadata;
    this.clock = clock;
    this.router = router;
    this.valve = valve;
    this.slots = slots;
  }

  /** Opens all splits that there are; before the slots' threads start. */
  void openSources() {
    for (SourcePlan source : plan.sources()) {
      SourceGroup group = new SourceGroup(source);
      groups.put(source, group);
      counts.put(source.name(), new LinkedHashMap<>());
      for (String split : splitsOf(source)) {
        Slot slot = nextSlot();
        SplitAgent agent = makeSplit(group, split, slot);
        group.expect();
        slot.add(agent);
      }
    }
    if (ClientAgent.isNeeded(plan)) {
      client(ClientAgent.ANONYMOUS);
    }
  }

  /** Opens splits that are new; now and then, by any one thread. */
  synchronized void discover() {
    for (Map.Entry<SourcePlan, SourceGroup> entry : groups.entrySet()) {
      SourcePlan source = entry.getKey();
      if (source.spec().source().bounded()) {
        continue;
      }
      for (String split : splitsOf(source)) {
        if (!counts.get(source.name()).containsKey(split)) {
          Slot slot = nextSlot();
          SplitAgent agent = makeSplit(entry.getValue(), split, slot);
          entry.getValue().expect();
          slot.command(() -> slot.add(agent));
        }
      }
    }
  }

  static List<String> splitsOf(SourcePlan source) {
    try {
      Source<Object> from = source.spec().source();
      return from.splits();
    } catch (Exception e) {
      throw new IllegalStateException(
          "source cannot be opened: source=" + source.name() + ", error=" + FailureText.of(e), e);
    }
  }

  private Slot nextSlot() {
    return slots.get(nextSlot++ % slots.size());
  }

  private synchronized SplitAgent makeSplit(SourceGroup group, String split, Slot slot) {
    SourcePlan source = group.plan();
    long origin = Origin.ofSplit(source.name(), split);
    String taken = names.putIfAbsent(origin, source.name() + "/" + split);
    if (taken != null) {
      throw new IllegalStateException(
          "splits cannot be told apart: "
              + taken
              + " and "
              + source.name()
              + "/"
              + split
              + "; rename one of them");
    }
    SplitCounts counted = new SplitCounts(split);
    counts.get(source.name()).put(split, counted);
    Marks marks = new Marks(source.topic().number());
    return new SplitAgent(
        group,
        split,
        origin,
        direct
            .target(source, split)
            .orElseGet(
                () ->
                    OriginChannels.ofSplit(
                        stamp(origin),
                        settings.partitions(),
                        settings.channels(),
                        marks,
                        source.combines(),
                        router.senderOf(slot.index()))),
        marks,
        valve,
        clock,
        counted);
  }

  private FrameStamp stamp(long origin) {
    return new FrameStamp(
        metadata.application(),
        origin,
        metadata.term(),
        metadata.generation(),
        metadata.codeVersion());
  }

  private synchronized ClientAgent client(String session) {
    ClientAgent known = clients.get(session);
    if (known != null) {
      return known;
    }
    Slot slot = nextSlot();
    ClientAgent agent =
        ClientAgent.of(
            session,
            plan,
            stamp(Origin.ofClient(session)),
            settings.partitions(),
            settings.channels(),
            router.senderOf(slot.index()),
            clock);
    clients.put(session, agent);
    slot.command(() -> slot.add(agent));
    return agent;
  }

  CompletableFuture<Boolean> publish(
      TopicPlan topic, Object value, Long eventTimeMs, String session, Long number) {
    if (session == null != (number == null) || session != null && session.isEmpty()) {
      throw new IllegalArgumentException(
          "a session needs a name and numbers its records: session="
              + session
              + ", number="
              + number);
    }
    if (direct.contains(topic)) {
      throw new IllegalArgumentException(
          "topic goes straight from its source to sinks: topic="
              + topic
              + "; nothing can be published to it");
    }
    return client(session == null ? ClientAgent.ANONYMOUS : session)
        .publish(topic, value, eventTimeMs, number);
  }

  /** What was read, by source. */
  synchronized Map<String, List<SplitStatus>> status() {
    Map<String, List<SplitStatus>> status = new LinkedHashMap<>();
    counts.forEach(
        (source, splits) ->
            status.put(source, splits.values().stream().map(SplitCounts::status).toList()));
    return status;
  }
}
