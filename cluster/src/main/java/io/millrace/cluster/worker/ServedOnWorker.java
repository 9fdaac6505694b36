package io.millrace.cluster.worker;

import io.millrace.http.ElsewhereException;
import io.millrace.http.JournalLease;
import io.millrace.http.PartitionView;
import io.millrace.http.RefusedException;
import io.millrace.http.ServedApplication;
import io.millrace.http.StatusView;
import io.millrace.runtime.frame.Origin;
import io.millrace.runtime.local.ApplicationStatus;
import io.millrace.runtime.local.ClientAgent;
import io.millrace.runtime.partition.Partition;
import io.millrace.runtime.partition.PartitionStatus;
import io.millrace.runtime.plan.ApplicationPlan;
import io.millrace.runtime.plan.OlderCodecs;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What this worker has of an application, as its HTTP API sees it. For any thread. */
final class ServedOnWorker implements ServedApplication {
  private static final long PATIENCE_SECONDS = 10;

  private final HostedApplication application;
  private final UnaryOperator<String> apis;

  /**
   * A view of an application.
   *
   * @param apis where the API of a worker is, or null if that is not known
   */
  ServedOnWorker(HostedApplication application, UnaryOperator<String> apis) {
    this.application = application;
    this.apis = apis;
  }

  @Override
  public ApplicationPlan plan() {
    return application.code().plan();
  }

  @Override
  public OlderCodecs olderCodecs() {
    return application.code().older();
  }

  @Override
  public int partitionCount() {
    return application.code().partitions();
  }

  @Override
  public List<Integer> partitionsHere() {
    Routes routes = application.routes();
    return IntStream.range(0, partitionCount()).filter(routes::isOwnedHere).boxed().toList();
  }

  @Override
  public boolean isRunning() {
    return !application.isLeaving();
  }

  @Override
  public Publisher publisher(String session) {
    String name = session == null ? ClientAgent.ANONYMOUS : session;
    int home = Origin.home(Origin.ofClient(name), partitionCount());
    checkHere(home);
    ClientAgent known = application.clients().known(name);
    ClientAgent agent = known != null ? known : control(() -> application.clients().agent(name));
    if (agent == null) {
      throw opening(home);
    }
    return agent::publish;
  }

  private void checkHere(int partition) {
    if (application.routes().isOwnedHere(partition)) {
      return;
    }
    String owner = application.table().places().get(partition).owner();
    throw new ElsewhereException(partition, owner, owner == null ? null : apis.apply(owner));
  }

  private static RefusedException opening(int partition) {
    return RefusedException.later(
        "partition is being opened or closed: partition=" + partition + "; ask again in a moment");
  }

  @Override
  public JournalLease lease(int partition) {
    checkHere(partition);
    JournalLease lease = application.leases().lease(partition);
    if (lease == null) {
      throw opening(partition);
    }
    return lease;
  }

  @Override
  public <T> T ask(int partition, Function<Partition, T> question) {
    checkHere(partition);
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!application.ask(partition, question, answer)) {
      throw opening(partition);
    }
    return await(answer, "partition=" + partition);
  }

  private <T> T control(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    application.command(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return await(answer, "app=" + plan().name());
  }

  private static <T> T await(CompletableFuture<T> answer, String who) {
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking: " + who, e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no answer: " + who + ", seconds=" + PATIENCE_SECONDS + "; is the worker stuck?", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException problem
          ? problem
          : new IllegalStateException(e.getCause());
    }
  }

  @Override
  public Map<String, Object> status() {
    ApplicationStatus status = control(application::status);
    Map<String, Object> answer = StatusView.of(status, application.uptimeSeconds());
    answer.put("codeHash", application.table().code().hash());
    return answer;
  }

  @Override
  public List<Map<String, Object>> partitions() {
    return control(application::status).partitions().stream()
        .sorted(Comparator.comparingInt(PartitionStatus::partition))
        .map(partition -> PartitionView.of(partition, null))
        .toList();
  }
}
