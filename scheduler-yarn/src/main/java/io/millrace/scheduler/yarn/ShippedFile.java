package io.millrace.scheduler.yarn;

import java.util.Properties;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;

/**
 * An archive in HDFS that YARN unpacks beside a process, once per node and user.
 *
 * @param name of the folder that the process sees
 * @param uri where it is
 * @param size in bytes
 * @param timestamp of its last change, by which YARN notices another file of its name
 */
record ShippedFile(String name, String uri, long size, long timestamp) {

  LocalResource resource() {
    return LocalResource.newInstance(
        URL.fromPath(new Path(uri)),
        LocalResourceType.ARCHIVE,
        LocalResourceVisibility.PRIVATE,
        size,
        timestamp);
  }

  void put(Properties values) {
    values.setProperty(name + ".uri", uri);
    values.setProperty(name + ".size", Long.toString(size));
    values.setProperty(name + ".timestamp", Long.toString(timestamp));
  }

  static ShippedFile of(String name, Properties values) {
    return new ShippedFile(
        name,
        values.getProperty(name + ".uri"),
        Long.parseLong(values.getProperty(name + ".size")),
        Long.parseLong(values.getProperty(name + ".timestamp")));
  }
}
