package io.millrace.benchmarks.flink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** The keyed sums as a job of Flink, on a cluster in this process, tuned. */
final class SumJob implements AutoCloseable {
  private final MiniCluster cluster;
  private final JobID job;
  private final CompletableFuture<JobResult> end;

  /** Starts the job; updates go to the sink. */
  SumJob(Workload workload, Sink<Update> sink) throws Exception {
    Configuration settings = settings(workload);
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(workload.parallelism())
                .withRandomPorts()
                .build());
    cluster.start();
    job = cluster.submitJob(graph(workload, settings, sink).getJobGraph()).get().getJobID();
    end = cluster.requestJobResult(job);
  }

  private static StreamGraph graph(Workload workload, Configuration settings, Sink<Update> sink) {
    StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    flink.setParallelism(workload.parallelism());
    flink
        .fromSource(new SaleSource(workload), WatermarkStrategy.noWatermarks(), "sales", Sale.TYPE)
        .keyBy(sale -> sale.key, Types.LONG)
        .process(new KeyedSum(), Update.TYPE)
        .sinkTo(sink);
    return flink.getStreamGraph();
  }

  private static Configuration settings(Workload workload) {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    // Heap state needs no memory of Flink's own; two tasks need few buffers, but never too few.
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(8));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    if (workload.rate() > 0) {
      settings.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
    }
    if (workload.checkpointSeconds() > 0) {
      settings.set(
          CheckpointingOptions.CHECKPOINTING_INTERVAL,
          Duration.ofSeconds(workload.checkpointSeconds()));
      settings.set(
          CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
      settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
      settings.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY, Path.of(workload.data()).toUri().toString());
    }
    return settings;
  }

  boolean hasEnded() {
    return end.isDone();
  }

  /** Waits for the end of a bounded job; throws what it failed with. */
  void awaitEnd() throws Exception {
    end.get().toJobExecutionResult(SumJob.class.getClassLoader());
  }

  /** Ends the job, if it has not ended, and its cluster. */
  @Override
  public void close() {
    if (!hasEnded()) {
      // Refused only if the job ends by itself meanwhile.
      cluster.cancelJob(job).handle((done, refusal) -> done).join();
      end.join();
    }
    cluster.closeAsync().join();
  }
}
