package io.millrace.cluster.worker;

import io.millrace.cluster.code.ApplicationJar;
import io.millrace.cluster.code.LoadedApplication;
import io.millrace.cluster.control.ApplicationTable;
import io.millrace.functions.Settings;
import io.millrace.runtime.channel.ChannelSettings;
import io.millrace.runtime.channel.FrameStamp;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.partition.PartitionSettings;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import io.millrace.runtime.plan.PlanCompiler;
import io.millrace.runtime.plan.SinkPlan;
import io.millrace.runtime.rewind.Lineage;
import io.millrace.runtime.state.StateBackend;
import java.nio.file.Path;

/** One version of an application's code, loaded, and what follows from it. */
final class RunningCode implements AutoCloseable {
  private final ApplicationJar jar;
  private final ApplicationPlan plan;
  private final ApplicationMetadata metadata;
  private final OlderCodecs older;
  private final ChannelSettings sizes = ChannelSettings.DEFAULT;

  private RunningCode(ApplicationJar jar, ApplicationPlan plan, ApplicationMetadata metadata) {
    this.jar = jar;
    this.plan = plan;
    this.metadata = metadata;
    this.older = metadata.olderCodecs(plan);
  }

  /** Loads what a table names, from its jar. Reads files and calls user code. */
  static RunningCode load(ApplicationTable table, Path file) {
    ApplicationMetadata metadata = ApplicationMetadata.decode(table.metadata());
    ApplicationJar jar = ApplicationJar.open(file);
    try {
      LoadedApplication loaded = LoadedApplication.of(jar, table.code().application());
      ApplicationPlan plan =
          PlanCompiler.compile(
              table.name(), loaded.define(table.code().settings()), metadata.names());
      return new RunningCode(jar, plan, metadata);
    } catch (RuntimeException e) {
      jar.close();
      throw e;
    }
  }

  ApplicationPlan plan() {
    return plan;
  }

  Settings settings() {
    return plan.settings();
  }

  OlderCodecs older() {
    return older;
  }

  /** The application's number. */
  long application() {
    return metadata.application();
  }

  int generation() {
    return metadata.generation();
  }

  /** What generations the application has had, up to that of this code. */
  Lineage lineage() {
    return metadata.lineage();
  }

  int codeVersion() {
    return metadata.codeVersion();
  }

  int partitions() {
    return metadata.partitions();
  }

  ChannelSettings sizes() {
    return sizes;
  }

  /** Opens what keeps its state, which may take a while; closed by whoever opens it. */
  StateBackend openState(Path directory) {
    return metadata.state().open(directory, metadata.partitions());
  }

  /** The stamp of an origin's frames. */
  FrameStamp stamp(long origin, int term) {
    return new FrameStamp(
        metadata.application(), origin, term, metadata.generation(), metadata.codeVersion());
  }

  PartitionSettings partition(int number, int term) {
    return PartitionSettings.of(
            metadata.application(),
            number,
            metadata.partitions(),
            term,
            metadata.generation(),
            metadata.codeVersion())
        .withChannels(sizes);
  }

  /** The origins of all sinks, as readers of journals. */
  long[] sinkOrigins() {
    return plan.sinks().stream().map(SinkPlan::name).mapToLong(Origin::ofSink).toArray();
  }

  @Override
  public void close() {
    jar.close();
  }
}
