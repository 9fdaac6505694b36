package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.ClusterLauncher.LaunchException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;

/** A client of the ResourceManager, which has to answer within seconds. */
final class Submitter implements AutoCloseable {
  private static final int PATIENCE_MS = 10_000;
  private static final Set<YarnApplicationState> ENDED =
      Set.of(
          YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

  private final HadoopConfiguration hadoop;
  private final YarnConfiguration configuration;
  private final YarnClient yarn;

  /** Connects. */
  Submitter(HadoopConfiguration hadoop, YarnConfiguration configuration) throws LaunchException {
    this.hadoop = hadoop;
    this.configuration = configuration;
    YarnConfiguration impatient = new YarnConfiguration(configuration);
    impatient.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, PATIENCE_MS);
    impatient.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 1_000);
    impatient.setInt("ipc.client.connect.max.retries", 3);
    impatient.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
    impatient.setInt("ipc.client.connect.timeout", 5_000);
    yarn =
        ask(
            () -> {
              YarnClient client = YarnClient.createYarnClient();
              client.init(impatient);
              client.start();
              return client;
            });
  }

  HadoopConfiguration hadoop() {
    return hadoop;
  }

  YarnConfiguration configuration() {
    return configuration;
  }

  private <T> T ask(Callable<T> call) throws LaunchException {
    try {
      return HadoopConfiguration.within(call);
    } catch (IOException | RuntimeException e) {
      throw new LaunchException(
          "ResourceManager does not answer: address="
              + configuration.get(YarnConfiguration.RM_ADDRESS)
              + ", HADOOP_CONF_DIR="
              + hadoop.directory()
              + ", error="
              + HadoopConfiguration.line(e)
              + "; see that YARN runs, and that yarn-site.xml is this cluster's",
          e);
    }
  }

  /** Whether there is such a queue, and it takes applications. */
  void checkQueue(String queue) throws LaunchException {
    if (queue == null) {
      return;
    }
    List<QueueInfo> queues = ask(yarn::getAllQueues);
    String wanted = queue.substring(queue.lastIndexOf('.') + 1);
    if (queues.stream().noneMatch(one -> name(one).equals(wanted))) {
      throw new LaunchException(
          "no such queue: --queue "
              + queue
              + "; there are "
              + queues.stream().map(Submitter::name).sorted().toList());
    }
  }

  private static String name(QueueInfo queue) {
    String path = queue.getQueueName();
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Whether there is room for a cluster, if nobody else had any. */
  void checkNodes(int workerMb, int workers, int coordinatorMb) throws LaunchException {
    List<NodeReport> nodes = ask(() -> yarn.getNodeReports(NodeState.RUNNING));
    if (nodes.isEmpty()) {
      throw new LaunchException(
          "YARN has no node that runs; start a NodeManager, or see 'yarn node -list -all'");
    }
    long most =
        newApplication().getNewApplicationResponse().getMaximumResourceCapability().getMemorySize();
    long largest =
        nodes.stream().mapToLong(node -> node.getCapability().getMemorySize()).max().orElse(0);
    if (workerMb > Math.min(most, largest)) {
      throw new LaunchException(
          "memory above the maximum: --memory "
              + workerMb
              + "; YARN gives a container at most "
              + most
              + " MiB (yarn.scheduler.maximum-allocation-mb), and its largest node has "
              + largest
              + "; ask for less");
    }
    long all = nodes.stream().mapToLong(node -> node.getCapability().getMemorySize()).sum();
    long wanted = (long) workerMb * workers + coordinatorMb;
    if (wanted > all) {
      throw new LaunchException(
          "more memory than YARN has: --workers "
              + workers
              + ", --memory "
              + workerMb
              + ", with the coordinator "
              + wanted
              + " MiB; its nodes have "
              + all
              + " together; ask for less");
    }
  }

  YarnClientApplication newApplication() throws LaunchException {
    return ask(yarn::createApplication);
  }

  int mostAttempts() {
    return configuration.getInt(
        YarnConfiguration.RM_AM_MAX_ATTEMPTS, YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS);
  }

  void submit(ApplicationSubmissionContext context) throws IOException {
    HadoopConfiguration.within(() -> yarn.submitApplication(context));
  }

  ApplicationReport report(ApplicationId id) throws LaunchException {
    return ask(() -> yarn.getApplicationReport(id));
  }

  static boolean hasEnded(ApplicationReport report) {
    return ENDED.contains(report.getYarnApplicationState());
  }

  /** The application, if YARN knows it and it has not ended. */
  Optional<String> running(String id) throws LaunchException {
    ApplicationReport report;
    try {
      report = ask(() -> yarn.getApplicationReport(ApplicationId.fromString(id)));
    } catch (LaunchException e) {
      if (e.getCause() != null && e.getCause().getCause() instanceof ApplicationNotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
    return hasEnded(report) ? Optional.empty() : Optional.of(id);
  }

  Optional<String> kill(String id) throws LaunchException {
    Optional<String> running = running(id);
    if (running.isPresent()) {
      ask(
          () -> {
            yarn.killApplication(ApplicationId.fromString(id));
            return null;
          });
    }
    return running;
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
