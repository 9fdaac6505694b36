package io.millrace.mirror.hdfs;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Makes clients of HDFS as this host's Hadoop is configured, but for waiting: what of that nobody
 * has configured is short here, so that a dead NameNode is told of within seconds.
 *
 * @param configurationDir of {@code core-site.xml} and {@code hdfs-site.xml}, or null
 */
record HdfsClient(Path configurationDir) {
  private static final String USUAL_DIR = "/etc/hadoop/conf";

  /** Milliseconds and numbers; Hadoop's own would wait for minutes, some for a quarter hour. */
  private static final Map<String, String> PATIENCE =
      Map.ofEntries(
          Map.entry("ipc.client.connect.timeout", "5000"),
          Map.entry("ipc.client.connect.max.retries", "3"),
          Map.entry("ipc.client.connect.max.retries.on.timeouts", "1"),
          Map.entry("ipc.client.rpc-timeout.ms", "20000"),
          Map.entry("dfs.client.socket-timeout", "20000"),
          Map.entry("dfs.client.failover.max.attempts", "6"),
          // Closing asks whether the DataNodes have told of the last block: the usual first pause
          // of 400 ms is most of what a manifest costs. Doubled each time: 10 s in all.
          Map.entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5"),
          Map.entry("dfs.client.block.write.locateFollowingBlock.retries", "11"));

  /**
   * By the environment's {@code HADOOP_CONF_DIR} or {@code HADOOP_HOME}, or where it usually is.
   */
  static HdfsClient of(Map<String, String> environment) {
    String dir = environment.get("HADOOP_CONF_DIR");
    if (dir != null && !dir.isEmpty()) {
      return new HdfsClient(Path.of(dir));
    }
    String home = environment.get("HADOOP_HOME");
    Path ofHome = home == null || home.isEmpty() ? null : Path.of(home, "etc", "hadoop");
    for (Path usual : ofHome == null ? List.of(Path.of(USUAL_DIR)) : List.of(ofHome)) {
      if (Files.isDirectory(usual)) {
        return new HdfsClient(usual);
      }
    }
    return new HdfsClient(null);
  }

  /**
   * A client for what a URI names; asks nobody yet. To be used {@link #within} this loader.
   *
   * @throws IOException if it is configured wrongly, or the host's name is unknown
   */
  DistributedFileSystem open(URI uri) throws IOException {
    Configuration configuration = configuration();
    UserGroupInformation.setConfiguration(configuration);
    try {
      return (DistributedFileSystem) FileSystem.newInstance(uri, configuration);
    } catch (IllegalArgumentException e) { // so are unknown hosts told of
      throw new IOException(e.getMessage(), e);
    }
  }

  private Configuration configuration() throws IOException {
    Configuration configuration = new HdfsConfiguration();
    configuration.setClassLoader(HdfsClient.class.getClassLoader());
    if (configurationDir != null) {
      if (!Files.isDirectory(configurationDir)) {
        throw new IOException(
            "Hadoop's configuration is not there: HADOOP_CONF_DIR="
                + configurationDir
                + "; name the directory with core-site.xml and hdfs-site.xml, or unset it");
      }
      for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
        Path file = configurationDir.resolve(name);
        if (Files.exists(file)) {
          configuration.addResource(file.toUri().toURL());
        }
      }
    }
    PATIENCE.forEach((name, value) -> limit(configuration, name, value));
    configuration.setClass("fs.hdfs.impl", DistributedFileSystem.class, FileSystem.class);
    configuration.setBoolean("fs.automatic.close", false); // we know ourselves when to end
    return configuration;
  }

  private static void limit(Configuration configuration, String name, String value) {
    String[] sources = configuration.getPropertySources(name);
    if (sources == null
        || List.of(sources).stream().allMatch(one -> one.endsWith("-default.xml"))) {
      configuration.set(name, value);
    }
  }

  /** Calls with the loader of Hadoop's classes: Hadoop finds parts of itself by the thread's. */
  static <T> T within(Callable<T> call) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(HdfsClient.class.getClassLoader());
    try {
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
