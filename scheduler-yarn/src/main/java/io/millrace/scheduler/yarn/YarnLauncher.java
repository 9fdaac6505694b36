package io.millrace.scheduler.yarn;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.ClusterLauncher;
import io.millrace.cluster.scheduler.LaunchOption;
import io.millrace.cluster.scheduler.LaunchOptions;
import io.millrace.cluster.scheduler.shipping.JvmFlags;
import io.millrace.cluster.scheduler.shipping.ShippedClassPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Submits clusters to YARN, as applications whose master is the coordinator. */
public final class YarnLauncher implements ClusterLauncher {
  private static final String COORDINATOR = "io.millrace.cluster.coordinator.CoordinatorMain";

  private static final String QUEUE = "--queue";
  private static final String APART = "millrace.mirror.classpath";

  /** It decides little, and holds users' jars while it tries them. */
  private static final int COORDINATOR_MB = 512;

  /** An attempt that has failed is forgotten after so long, so a long run never has too many. */
  private static final long ATTEMPTS_FORGOTTEN_MS = 600_000;

  /** For {@link java.util.ServiceLoader}. */
  public YarnLauncher() {}

  @Override
  public String name() {
    return YarnSchedulerKind.NAME;
  }

  @Override
  public List<LaunchOption> options() {
    return List.of(new LaunchOption(QUEUE, "Q", "YARN's queue; its usual one if not given."));
  }

  @Override
  public void check(ClusterDirectory directory, ClusterSettings settings, LaunchOptions options)
      throws LaunchException {
    if (directory.isLocal()) {
      throw new LaunchException(
          "--on yarn needs a directory that all hosts see: --dir "
              + directory
              + "; write --dir hdfs://NAMENODE:PORT/PATH");
    }
    refuseIfItRuns(directory);
    try (Submitter yarn = connect()) {
      yarn.checkQueue(options.value(QUEUE).orElse(null));
      yarn.checkNodes(settings.memoryMb(), settings.workers(), COORDINATOR_MB);
    }
  }

  /** YARN starts coordinators again by itself. */
  private static void refuseIfItRuns(ClusterDirectory directory) throws LaunchException {
    Optional<LaunchNote> note = LaunchNote.read(directory);
    if (note.isEmpty()) {
      return;
    }
    try (Submitter yarn = connect()) {
      Optional<String> running = yarn.running(note.get().application());
      if (running.isPresent()) {
        throw new LaunchException(
            "cluster runs already: dir="
                + directory
                + ", application="
                + running.get()
                + "; 'millrace cluster status' shows it, 'millrace cluster stop' ends it");
      }
    }
  }

  private static Submitter connect() throws LaunchException {
    HadoopConfiguration hadoop;
    try {
      hadoop = HadoopConfiguration.of(System.getenv());
    } catch (IllegalArgumentException e) {
      throw new LaunchException(e.getMessage(), e);
    }
    YarnConfiguration configuration = hadoop.yarn();
    UserGroupInformation.setConfiguration(configuration);
    if (UserGroupInformation.isSecurityEnabled()) {
      throw new LaunchException(
          "Kerberos is not supported on YARN yet: HADOOP_CONF_DIR="
              + hadoop.directory()
              + ", hadoop.security.authentication=kerberos");
    }
    return new Submitter(hadoop, configuration);
  }

  @Override
  public Launch launch(ClusterDirectory directory, ClusterSettings settings, LaunchOptions options)
      throws LaunchException {
    Submitter yarn = connect();
    try {
      YarnClientApplication application = yarn.newApplication();
      ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
      ApplicationId id = context.getApplicationId();
      ShippedClassPath code = new ShippedClassPath();
      LaunchNote note =
          new LaunchNote(
              id.toString(),
              UserGroupInformation.getCurrentUser().getShortUserName(),
              JvmFlags.shipped(),
              code.add(System.getProperty("java.class.path", ""), "lib", ProcessLaunch.CODE),
              code.add(System.getProperty(APART, ""), "mirror", ProcessLaunch.CODE),
              ship(directory, yarn, code));
      note.write(directory);
      context.setApplicationName("millrace " + settings.name());
      context.setApplicationType("MILLRACE");
      context.setApplicationTags(Set.of("millrace"));
      options.value(QUEUE).ifPresent(context::setQueue);
      context.setResource(Resource.newInstance(COORDINATOR_MB, 1));
      context.setKeepContainersAcrossApplicationAttempts(true);
      context.setMaxAppAttempts(yarn.mostAttempts());
      context.setAttemptFailuresValidityInterval(ATTEMPTS_FORGOTTEN_MS);
      context.setAMContainerSpec(
          ProcessLaunch.context(
              note,
              COORDINATOR_MB,
              COORDINATOR,
              directory.place(),
              ProcessLaunch.OF_COORDINATOR,
              List.of("--on", YarnSchedulerKind.NAME)));
      yarn.submit(context);
      return new Submitted(yarn, id);
    } catch (IOException e) {
      yarn.close();
      throw new LaunchException(
          "cluster cannot be submitted: dir="
              + directory
              + ", error="
              + HadoopConfiguration.line(e),
          e);
    } catch (LaunchException | RuntimeException e) {
      yarn.close();
      throw e;
    }
  }

  /** What processes need of this command's jars, and Hadoop's configuration, in HDFS. */
  private static List<ShippedFile> ship(
      ClusterDirectory directory, Submitter yarn, ShippedClassPath code) throws IOException {
    Map<String, Path> configuration = new TreeMap<>();
    yarn.hadoop().files().forEach(file -> configuration.put(file.getFileName().toString(), file));
    return HadoopConfiguration.within(
        () -> {
          try (FileSystem hdfs =
              FileSystem.newInstance(URI.create(directory.place()), yarn.configuration())) {
            ShippedCode ships = new ShippedCode(hdfs, placeOfFiles(hdfs, directory));
            return List.of(
                ships.ship(ProcessLaunch.CODE, code.files()),
                ships.ship(ProcessLaunch.CONFIGURATION, configuration));
          }
        });
  }

  /**
   * One place for all clusters of a user: what is there is not copied again, and nodes that have it
   * do not fetch it again. Who may not have a home directory has it in the cluster's.
   */
  private static org.apache.hadoop.fs.Path placeOfFiles(FileSystem hdfs, ClusterDirectory directory)
      throws IOException {
    org.apache.hadoop.fs.Path ofUser =
        new org.apache.hadoop.fs.Path(hdfs.getHomeDirectory(), ".millrace/files");
    try {
      hdfs.mkdirs(ofUser);
      return ofUser;
    } catch (AccessControlException e) {
      return new org.apache.hadoop.fs.Path(directory.place(), "yarn/files");
    }
  }

  @Override
  public Optional<String> kill(ClusterDirectory directory) throws LaunchException {
    Optional<LaunchNote> note = LaunchNote.read(directory);
    if (note.isEmpty()) {
      return Optional.empty();
    }
    try (Submitter yarn = connect()) {
      return yarn.kill(note.get().application());
    }
  }
}
