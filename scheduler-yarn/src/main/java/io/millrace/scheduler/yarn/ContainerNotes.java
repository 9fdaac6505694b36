package io.millrace.scheduler.yarn;

import java.util.Map;

/** Where {@link ContainerNote}s are kept. May wait. */
interface ContainerNotes {

  /** All notes, by the names of workers. */
  Map<String, ContainerNote> all();

  /** Replaces one; durable when this returns. */
  void write(String name, ContainerNote note);
}
