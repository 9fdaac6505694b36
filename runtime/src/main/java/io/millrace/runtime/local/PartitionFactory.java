package io.millrace.runtime.local;

import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.journal.Journal;
import io.millrace.runtime.metrics.Counters;
import io.millrace.runtime.partition.AsyncCalls;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionPorts;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import java.util.concurrent.Executor;

/** Makes the partitions of an application in one process. */
record PartitionFactory(
    LocalSettings settings,
    ApplicationPlan plan,
    ApplicationMetadata metadata,
    OlderCodecs older,
    LocalStores stores,
    SlotRouter router,
    Executor asyncThreads) {

  /** A partition that folds again what another had folded; it sends nothing. */
  Partition makeForRefold(int number, Journal journal) {
    ChannelSettings sizes = settings.channels();
    ChannelSettings roomy =
        new ChannelSettings(sizes.frameBytes(), Integer.MAX_VALUE, sizes.recordBytes());
    return new Partition(
        usual(number).withChannels(roomy),
        plan,
        older,
        new PartitionPorts(
            journal,
            stores.snapshots(),
            (frame, at, length) -> false,
            stores.clock(),
            AsyncCalls.immediate(),
            stores.state()),
        new Counters());
  }

  Partition make(int number, Journal journal) {
    PartitionSettings sized = usual(number).withChannels(settings.channels());
    return new Partition(
        settings.durable() ? sized : sized.withoutDurability(),
        plan,
        older,
        new PartitionPorts(
            journal,
            stores.snapshots(),
            router.senderOf(router.slotOf(number)),
            stores.clock(),
            new AsyncExecutor(asyncThreads),
            stores.state()),
        new Counters());
  }

  private PartitionSettings usual(int number) {
    return PartitionSettings.of(
        metadata.application(),
        number,
        settings.partitions(),
        metadata.term(),
        metadata.generation(),
        metadata.codeVersion());
  }
}
