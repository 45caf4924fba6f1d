package dev.lockstep.bench;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * One that is measured.
 *
 * @param name as {@code DATE.json} has it under {@code system}
 * @param counts what counts as a transaction, for the reader of the table
 * @param branches how many participants' branches a transaction has
 * @param processes all that work for it besides the load generator
 * @param servers whom the client talks to; what {@link LoadCall#server} counts
 * @param dialogs one for each caller
 */
record Contender(
    String name,
    String counts,
    int branches,
    List<Server> processes,
    List<InetSocketAddress> servers,
    Supplier<Dialog> dialogs) {

  Contender {
    processes = List.copyOf(processes);
    servers = List.copyOf(servers);
  }

  Dialog dialog() {
    return dialogs.get();
  }
}
