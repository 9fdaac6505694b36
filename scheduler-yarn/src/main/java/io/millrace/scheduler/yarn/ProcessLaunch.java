package io.millrace.scheduler.yarn;

import io.millrace.cluster.scheduler.shipping.MemoryShares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.ApplicationConstants.Environment;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;

/** How a process of a cluster is started in a container. */
final class ProcessLaunch {
  /** The folder with all jars. */
  static final String CODE = "millrace";

  /** The folder with Hadoop's configuration. */
  static final String CONFIGURATION = "hadoop-conf";

  /** Below the application's directory on a node, which lives as long as the application. */
  static final String OF_WORKERS = "${LOCAL_DIRS%%,*}/millrace";

  /** The coordinator has nothing to keep. */
  static final String OF_COORDINATOR = "$PWD/own";

  /** YARN shows the end of a file of that name when the process fails. */
  private static final String LOG = ApplicationConstants.LOG_DIR_EXPANSION_VAR + "/stderr";

  private ProcessLaunch() {}

  /**
   * What YARN needs to start one.
   *
   * @param memoryMb of its container
   * @param directory the cluster's, a URI
   * @param own where it keeps what is its own
   * @param arguments more of the main class
   */
  static ContainerLaunchContext context(
      LaunchNote note,
      int memoryMb,
      String mainClass,
      String directory,
      String own,
      List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add("exec");
    line.add(Environment.JAVA_HOME.$$() + "/bin/java");
    note.flags().forEach(flag -> line.add(quoted(flag)));
    line.addAll(MemoryShares.of(memoryMb).flags());
    line.add("-Dmillrace.mirror.classpath=" + quoted(note.apart()));
    line.add("-Dmillrace.log=" + LOG);
    line.add("-Djava.io.tmpdir=" + Environment.PWD.$$() + "/tmp");
    line.addAll(List.of("-cp", quoted(note.classPath()), mainClass));
    line.addAll(List.of("--cluster-dir", quoted(directory), "--own-dir", own));
    line.addAll(List.of("--host", "$NM_HOST"));
    line.addAll(arguments);
    line.add(">>" + LOG);
    line.add("2>&1");
    Map<String, LocalResource> resources =
        note.files().stream().collect(Collectors.toMap(ShippedFile::name, ShippedFile::resource));
    return ContainerLaunchContext.newInstance(
        resources, environment(note.user()), List.of(String.join(" ", line)), null, null, null);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static Map<String, String> environment(String user) {
    Map<String, String> environment = new HashMap<>();
    environment.put(HadoopConfiguration.VARIABLE, Environment.PWD.$$() + "/" + CONFIGURATION);
    // where containers run as one user, files in HDFS are still the submitter's
    environment.put("HADOOP_USER_NAME", user);
    // many threads, each with an arena of 64 MiB, would pass for memory that is used
    environment.put("MALLOC_ARENA_MAX", "2");
    return environment;
  }
}
