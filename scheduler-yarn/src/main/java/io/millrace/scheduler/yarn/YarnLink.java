package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.WorkerSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application master's end of YARN's protocols. One thread, which waits for the
 * ResourceManager; NodeManagers are waited for by others.
 */
final class YarnLink implements ContainerRequests {
  private static final Logger LOG = LoggerFactory.getLogger(YarnLink.class);
  private static final String WORKER = "io.millrace.cluster.worker.WorkerMain";
  private static final Priority PRIORITY = Priority.newInstance(1);

  /** A NodeManager that does not answer for so long is taken for gone. */
  private static final int NODE_MANAGER_MS = 10_000;

  private final LaunchNote note;
  private final String directory;
  private final AMRMClient<ContainerRequest> resourceManager = AMRMClient.createAMRMClient();
  private final NMClient nodeManagers = NMClient.createNMClient();
  private final Map<Integer, ContainerRequest> asked = new HashMap<>();
  private final Map<String, Container> granted = new ConcurrentHashMap<>();
  private final Queue<Consumer<WorkerContainers>> answers = new ConcurrentLinkedQueue<>();
  private final ExecutorService starters;
  private List<Grant> left = List.of();

  /**
   * A link of the application master in whose container this process is.
   *
   * @param directory the cluster's, a URI
   */
  YarnLink(LaunchNote note, String directory, YarnConfiguration configuration) {
    this.note = note;
    this.directory = directory;
    YarnConfiguration patient = new YarnConfiguration(configuration);
    patient.setInt(YarnConfiguration.CLIENT_NM_CONNECT_MAX_WAIT_MS, NODE_MANAGER_MS);
    patient.setInt(YarnConfiguration.CLIENT_NM_CONNECT_RETRY_INTERVAL_MS, 1_000);
    starters =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "millrace-yarn-start");
              thread.setDaemon(true);
              thread.setContextClassLoader(YarnLink.class.getClassLoader());
              return thread;
            });
    nodeManagers.cleanupRunningContainersOnStop(false);
    resourceManager.init(patient);
    resourceManager.start();
    nodeManagers.init(patient);
    nodeManagers.start();
  }

  /** Tells YARN that the application master is there. */
  void register(String host) throws IOException {
    List<Container> containers =
        HadoopConfiguration.within(
            () ->
                resourceManager
                    .registerApplicationMaster(host, -1, "")
                    .getContainersFromPreviousAttempts());
    List<Grant> grants = new ArrayList<>();
    for (Container container : containers) {
      grants.add(grant(container));
    }
    left = List.copyOf(grants);
  }

  /** What former attempts left. */
  List<Grant> left() {
    return left;
  }

  private Grant grant(Container container) {
    String id = container.getId().toString();
    granted.put(id, container);
    return new Grant(id, container.getNodeId().getHost());
  }

  /**
   * One heartbeat: tells what YARN and its nodes have said.
   *
   * @throws IllegalStateException if YARN does not know this attempt any more
   */
  void beat(WorkerContainers containers) {
    for (Consumer<WorkerContainers> answer = answers.poll();
        answer != null;
        answer = answers.poll()) {
      answer.accept(containers);
    }
    AllocateResponse response;
    try {
      response = HadoopConfiguration.within(() -> resourceManager.allocate(0.5f));
    } catch (IOException e) {
      throw new IllegalStateException(
          "ResourceManager does not take heartbeats: " + HadoopConfiguration.line(e), e);
    }
    for (Container container : response.getAllocatedContainers()) {
      int number = (int) container.getAllocationRequestId();
      containers.onGranted(number, grant(container));
    }
    // known too late: whose it was, was lost and has another by now
    response.getContainersFromPreviousAttempts().stream().map(this::grant).forEach(this::giveBack);
    for (ContainerStatus status : response.getCompletedContainersStatuses()) {
      String id = status.getContainerId().toString();
      granted.remove(id);
      containers.onCompleted(id, status.getExitStatus(), String.valueOf(status.getDiagnostics()));
    }
  }

  @Override
  public void ask(int number, WorkerSpec spec, String host) {
    ContainerRequest request =
        new ContainerRequest(
            Resource.newInstance(spec.memoryMb(), spec.cores()),
            host == null || host.isEmpty() ? null : new String[] {host},
            null,
            PRIORITY,
            number,
            true);
    asked.put(number, request);
    resourceManager.addContainerRequest(request);
  }

  @Override
  public void withdraw(int number) {
    ContainerRequest request = asked.remove(number);
    if (request != null) {
      resourceManager.removeContainerRequest(request);
    }
  }

  @Override
  public void start(int number, Grant grant, long incarnation, WorkerSpec spec) {
    Container container = granted.get(grant.id());
    starters.execute(
        () -> {
          try {
            nodeManagers.startContainer(
                container,
                ProcessLaunch.context(
                    note,
                    spec.memoryMb(),
                    WORKER,
                    directory,
                    ProcessLaunch.OF_WORKERS,
                    List.of(
                        "--name",
                        "w" + number,
                        "--incarnation",
                        Long.toString(incarnation),
                        "--slots",
                        Integer.toString(spec.cores()))));
            answers.add(to -> to.onStarted(number, grant));
          } catch (Exception e) {
            LOG.warn("container cannot be started: worker=w{}, host={}", number, grant.host(), e);
            String cause = HadoopConfiguration.line(e);
            answers.add(to -> to.onNotStarted(number, grant, cause));
          }
        });
  }

  @Override
  public void giveBack(Grant grant) {
    Container container = granted.get(grant.id());
    resourceManager.releaseAssignedContainer(
        container != null ? container.getId() : ContainerId.fromString(grant.id()));
  }

  /** Ends it; with the whole application, or so that another attempt goes on. */
  void close(boolean done) {
    starters.shutdownNow();
    try {
      if (done) {
        HadoopConfiguration.within(
            () -> {
              resourceManager.unregisterApplicationMaster(
                  FinalApplicationStatus.SUCCEEDED, "stopped by 'millrace cluster stop'", "");
              return null;
            });
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("YARN was not told that the cluster was stopped", e);
    }
    nodeManagers.stop();
    resourceManager.stop();
  }
}
