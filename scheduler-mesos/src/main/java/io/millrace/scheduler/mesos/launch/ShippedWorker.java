package io.millrace.scheduler.mesos.launch;

import io.millrace.cluster.directory.ClusterDirectory;
import io.millrace.cluster.directory.ClusterSettings;
import io.millrace.cluster.scheduler.WorkerSpec;
import io.millrace.cluster.scheduler.shipping.JvmFlags;
import io.millrace.cluster.scheduler.shipping.MemoryShares;
import io.millrace.scheduler.mesos.tasks.TaskCommand;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;

/** Workers as tasks whose agents fetch an archive with Millrace and run a script in it. */
final class ShippedWorker implements TaskCommand {
  /** What it runs; named, not referred to: it is another process's. */
  private static final String MAIN = "io.millrace.cluster.worker.WorkerMain";

  private static final String HADOOP_CONF_DIR = "HADOOP_CONF_DIR";

  private final ClusterDirectory directory;
  private final ClusterSettings cluster;
  private final MesosOptions options;
  private final ShippedCode code;
  private final URI archive;

  /**
   * Workers of a cluster.
   *
   * @param archive where agents get the code
   */
  ShippedWorker(
      ClusterDirectory directory,
      ClusterSettings cluster,
      MesosOptions options,
      ShippedCode code,
      URI archive) {
    this.directory = directory;
    this.cluster = cluster;
    this.options = options;
    this.code = code;
    this.archive = archive;
  }

  @Override
  public CommandInfo of(WorkerSpec spec, String worker, long incarnation) {
    List<String> line = new ArrayList<>(List.of("/bin/sh", ShippedCode.SCRIPT));
    line.addAll(JvmFlags.shipped());
    line.addAll(MemoryShares.of(spec.memoryMb()).flags());
    line.add("-Dmillrace.mirror.classpath=" + code.apart());
    line.addAll(List.of("-cp", code.classPath(), MAIN, "--cluster-dir", directory.place()));
    if (!directory.isLocal()) {
      line.addAll(List.of("--own-dir", own().toString()));
    }
    line.addAll(List.of("--name", worker, "--incarnation", Long.toString(incarnation)));
    line.addAll(List.of("--slots", Integer.toString(spec.cores())));
    return TaskCommand.line(line)
        .addUris(
            CommandInfo.URI
                .newBuilder()
                .setValue(archive.toString())
                .setExtract(true)
                .setCache(true))
        .setEnvironment(environment(worker))
        .build();
  }

  private Path own() {
    return options.own(directory, cluster);
  }

  private Environment environment(String worker) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("MILLRACE_DIR", directory.isLocal() ? directory.place() : "");
    values.put("MILLRACE_OWN", directory.isLocal() ? "" : own().toString());
    values.put("MILLRACE_LOG", directory.isLocal() ? directory.log(worker).toString() : "");
    values.put("MILLRACE_JAVA_HOME", options.javaHome() == null ? "" : options.javaHome());
    values.put("MILLRACE_JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
    // many threads, each with an arena of 64 MiB, would pass for memory that is used
    values.put("MALLOC_ARENA_MAX", "2");
    if (code.hasHadoopConfiguration()) {
      values.put(HADOOP_CONF_DIR, ShippedCode.HADOOP_CONFIGURATION);
      values.put("HADOOP_USER_NAME", options.user());
    }
    Environment.Builder environment = Environment.newBuilder();
    values.forEach(
        (name, value) ->
            environment.addVariables(
                Environment.Variable.newBuilder().setName(name).setValue(value)));
    return environment.build();
  }
}
