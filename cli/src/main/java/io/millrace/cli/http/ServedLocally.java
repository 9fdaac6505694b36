package io.millrace.cli.http;

import io.millrace.http.JournalLease;
import io.millrace.http.ServedApplication;
import io.millrace.runtime.local.LocalApplication;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The application of this process: all partitions are here, as long as it is served. */
final class ServedLocally implements ServedApplication {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LocalApplication application;
  private final Looks looks;

  ServedLocally(LocalApplication application, Looks looks) {
    this.application = application;
    this.looks = looks;
  }

  @Override
  public ApplicationPlan plan() {
    return application.plan();
  }

  @Override
  public OlderCodecs olderCodecs() {
    return application.olderCodecs();
  }

  @Override
  public int partitionCount() {
    return application.metadata().partitions();
  }

  @Override
  public List<Integer> partitionsHere() {
    return IntStream.range(0, partitionCount()).boxed().toList();
  }

  @Override
  public boolean isRunning() {
    return application.phase() == LocalApplication.Phase.RUNNING;
  }

  @Override
  public Publisher publisher(String session) {
    return (topic, value, eventTimeMs, number) ->
        application.publish(topic, value, eventTimeMs, session, number);
  }

  @Override
  public JournalLease lease(int partition) {
    return new JournalLease(application.journal(partition), ended -> {});
  }

  @Override
  public <T> T ask(int partition, Function<Partition, T> question) {
    return application.ask(partition, question, PATIENCE);
  }

  @Override
  public Map<String, Object> status() {
    return looks.status();
  }

  @Override
  public List<Map<String, Object>> partitions() {
    return looks.partitions();
  }
}
