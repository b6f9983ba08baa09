/*
 * Simulated boot ROMs for bench.py, all at once, and one more client that fetches a small menu again and again meanwhile.
 *
 * Reads one run a line from standard input and prints one line of JSON for each:
 *
 *     SERVER FIRST_LOCAL FILE NAME CLIENTS BLKSIZE WINDOW DELAY_MICROS MENU_FILE MENU_NAME|-
 *
 * SERVER is its address. The ROMs have the addresses FIRST_LOCAL and up, ADDRESSES of them, which must be ours; more ROMs
 * than addresses take further ports. FILE is what NAME must turn out to be: every byte is compared. A ROM asks once, has one
 * transfer, takes windows (RFC 7440) when they are granted, and is lost for good after TRIES tries. With a delay it waits so
 * long before each acknowledgement, in place of a longer line.
 *
 * ROMs share sockets, one for each port, so that a thousand of them cost a system call for many packets: real ones have
 * processors of their own. For the same reason the menu's client has a thread with real-time priority.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ADDRESSES 248
#define TRIES 6
#define BATCH 64
#define PORTS_MOST 32
#define MENUS_MOST 100000
#define SECOND 1000000000L
#define TICK (SECOND / 20)
#define MENU_PAUSE_NANOS 20000000L
#define RECEIVE_BUFFER_BYTES (16 << 20)

struct rom {
    int fd;
    struct in_addr local;
    in_port_t server_port; /* 0 until it has answered */
    int block_size, window, since_ack, tries, gap_told;
    long last_block, bytes;
    long start, end, due; /* nanoseconds; end is 0 while it runs */
    const char *lost;
};

struct order {
    struct sockaddr_in server;
    const char *name;
    int block_size, window;
    long delay;
    const unsigned char *content;
    long size;
};

struct answers { /* to be sent, a system call for many */
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct sockaddr_in to[BATCH];
    unsigned char packets[BATCH][4];
    struct { struct cmsghdr header; struct in_pktinfo info; } from[BATCH];
    int fd, count;
};

struct delayed { struct rom *rom; long due, block; struct delayed *next; };

static struct rom *roms;
static struct order order;
static struct answers answers;
static struct delayed *first_delayed, **last_delayed = &first_delayed;
static int over;

static long now_nanos(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void die(const char *what) {
    fprintf(stderr, "romstorm: %s: %s\n", what, strerror(errno));
    exit(1);
}

static const unsigned char *map(const char *path, long *size) {
    struct stat about;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &about) != 0) die(path);
    *size = about.st_size;
    void *at = mmap(NULL, *size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (at == MAP_FAILED) die(path);
    close(fd);
    return at;
}

static void end(struct rom *rom, const char *lost) {
    rom->end = now_nanos();
    rom->lost = lost;
    over++;
}

static void rearm(struct rom *rom) {
    long wait = SECOND << (rom->tries < 2 ? rom->tries : 2);
    rom->due = now_nanos() + wait;
}

static int request_text(unsigned char *at, const char *name, int block_size, int window) {
    int n = 2 + sprintf((char *)memcpy(at, "\0\1", 2) + 2, "%s%coctet%ctsize%c0%cblksize%c%d%c", name, 0, 0, 0, 0, 0, block_size, 0);
    return window > 1 ? n + sprintf((char *)at + n, "windowsize%c%d%c", 0, window, 0) : n;
}

static void set_source(struct msghdr *message, void *control, struct in_addr local) {
    struct { struct cmsghdr header; struct in_pktinfo info; } *from = control;
    memset(from, 0, sizeof *from);
    from->header.cmsg_len = CMSG_LEN(sizeof from->info);
    from->header.cmsg_level = IPPROTO_IP;
    from->header.cmsg_type = IP_PKTINFO;
    from->info.ipi_spec_dst = local;
    message->msg_control = from;
    message->msg_controllen = sizeof *from;
}

static void send_request(struct rom *rom) {
    unsigned char packet[600];
    struct iovec part = {packet, request_text(packet, order.name, order.block_size, order.window)};
    struct msghdr message = {.msg_name = &order.server, .msg_namelen = sizeof order.server, .msg_iov = &part, .msg_iovlen = 1};
    struct { struct cmsghdr header; struct in_pktinfo info; } from;
    set_source(&message, &from, rom->local);
    sendmsg(rom->fd, &message, 0); /* one that is lost is sent again */
    rearm(rom);
}

static void flush_answers(void) {
    for (int done = 0; done < answers.count;) {
        int n = sendmmsg(answers.fd, answers.messages + done, answers.count - done, 0);
        done += n > 0 ? n : 1; /* a refused one is passed over */
    }
    answers.count = 0;
}

static void put_answer(struct rom *rom, long block) {
    if (answers.count == BATCH || (answers.count > 0 && answers.fd != rom->fd)) flush_answers();
    int i = answers.count++;
    answers.fd = rom->fd;
    unsigned char packet[4] = {0, 4, block >> 8 & 0xff, block & 0xff};
    memcpy(answers.packets[i], packet, 4);
    answers.to[i] = order.server;
    answers.to[i].sin_port = rom->server_port;
    answers.parts[i] = (struct iovec){answers.packets[i], 4};
    answers.messages[i].msg_hdr = (struct msghdr){
        .msg_name = &answers.to[i], .msg_namelen = sizeof answers.to[i], .msg_iov = &answers.parts[i], .msg_iovlen = 1};
    set_source(&answers.messages[i].msg_hdr, &answers.from[i], rom->local);
}

static void acknowledge(struct rom *rom) {
    rom->since_ack = 0;
    if (order.delay == 0) {
        put_answer(rom, rom->last_block);
        return;
    }
    struct delayed *later = malloc(sizeof *later);
    if (later == NULL) die("malloc");
    *later = (struct delayed){rom, now_nanos() + order.delay, rom->last_block, NULL};
    *last_delayed = later;
    last_delayed = &later->next;
}

static void send_delayed(long now) {
    while (first_delayed != NULL && now - first_delayed->due >= 0) {
        struct delayed *due = first_delayed;
        put_answer(due->rom, due->block);
        first_delayed = due->next;
        if (first_delayed == NULL) last_delayed = &first_delayed;
        free(due);
    }
}

static int option(const unsigned char *packet, int length, const char *name, int otherwise) {
    for (int at = 2; at < length;) {
        const char *key = (const char *)packet + at;
        const char *value = key + strnlen(key, length - at) + 1;
        if (value >= (const char *)packet + length) break;
        if (strcasecmp(key, name) == 0) return atoi(value);
        at = (int)(value - (const char *)packet + strnlen(value, length - (value - (const char *)packet)) + 1);
    }
    return otherwise;
}

static void on_data(struct rom *rom, int block, const unsigned char *data, int length) {
    if (block != ((rom->last_block + 1) & 0xffff)) {
        if (rom->window > 1 && !rom->gap_told) acknowledge(rom);
        rom->gap_told = 1;
        return;
    }
    if (rom->bytes + length > order.size || memcmp(data, order.content + rom->bytes, length) != 0) {
        end(rom, "wrong bytes");
        return;
    }
    rom->bytes += length;
    rom->last_block++;
    rom->since_ack++;
    rom->gap_told = 0;
    rom->tries = 0;
    rearm(rom);
    if (length < rom->block_size) {
        put_answer(rom, rom->last_block);
        end(rom, rom->bytes == order.size ? NULL : "cut short");
    } else if (rom->since_ack >= rom->window) {
        acknowledge(rom);
    }
}

static void on_packet(struct rom *rom, in_port_t from, unsigned char *packet, int length) {
    if (rom->end != 0 || length < 4 || (rom->server_port != 0 && rom->server_port != from)) return;
    int number = packet[2] << 8 | packet[3];
    if (packet[1] == 3) {
        rom->server_port = from;
        on_data(rom, number, packet + 4, length - 4);
    } else if (packet[1] == 6 && rom->last_block == 0) {
        rom->server_port = from;
        rom->block_size = option(packet, length, "blksize", 512);
        rom->window = option(packet, length, "windowsize", 1);
        rom->tries = 0;
        rearm(rom);
        acknowledge(rom);
    } else if (packet[1] == 5) {
        end(rom, "error from the server");
    }
}

static int receive(int fd, int port_index, int clients, unsigned char *buffers, int stride) {
    static struct mmsghdr messages[BATCH];
    static struct iovec parts[BATCH];
    static struct sockaddr_in from[BATCH];
    static char controls[BATCH][64];
    for (int i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){buffers + (long)i * stride, stride};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i],
            .msg_iovlen = 1, .msg_control = controls[i], .msg_controllen = sizeof controls[i]};
    }
    int n = recvmmsg(fd, messages, BATCH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < n; i++) {
        struct cmsghdr *control = CMSG_FIRSTHDR(&messages[i].msg_hdr);
        if (control == NULL || control->cmsg_type != IP_PKTINFO) continue;
        struct in_pktinfo info;
        memcpy(&info, CMSG_DATA(control), sizeof info);
        long index = port_index * ADDRESSES + (long)ntohl(info.ipi_addr.s_addr) - (long)ntohl(roms[0].local.s_addr);
        if (index >= 0 && index < clients) on_packet(&roms[index], from[i].sin_port, parts[i].iov_base, messages[i].msg_len);
    }
    flush_answers();
    return n;
}

static int open_socket(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), yes = 1, size = RECEIVE_BUFFER_BYTES;
    struct sockaddr_in any = {.sin_family = AF_INET};
    if (fd < 0 || bind(fd, (void *)&any, sizeof any) != 0) die("socket");
    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    return fd;
}

static void tick(int clients, long now) {
    for (int i = 0; i < clients; i++) {
        struct rom *rom = &roms[i];
        if (rom->end != 0 || now - rom->due < 0) continue;
        if (++rom->tries == TRIES) {
            end(rom, rom->last_block == 0 ? "silence from the start" : "silence in the middle");
        } else if (rom->server_port == 0) {
            send_request(rom);
        } else {
            put_answer(rom, rom->last_block);
            rearm(rom);
        }
    }
    flush_answers();
}

struct menu {
    struct sockaddr_in server;
    const char *name;
    const unsigned char *content;
    long size;
    long took[MENUS_MOST];
    int count, lost;
    volatile int stop;
};

/* Fetches it once. Returns 0 when it came whole. */
static int fetch_menu(struct menu *menu) {
    unsigned char packet[2048];
    struct timeval wait = {1, 0};
    struct sockaddr_in peer = menu->server;
    socklen_t peer_length = sizeof peer;
    int fd = socket(AF_INET, SOCK_DGRAM, 0), lost = 1, length = request_text(packet, menu->name, 1408, 1);
    unsigned char out[600];
    memcpy(out, packet, length);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    for (int tries = 0; tries < TRIES;) {
        sendto(fd, out, length, 0, (void *)&peer, sizeof peer);
        int n = (int)recvfrom(fd, packet, sizeof packet, 0, (void *)&peer, &peer_length);
        if (n < 4) {
            tries++;
        } else if (packet[1] == 6) {
            memcpy(out, "\0\4\0\0", length = 4);
        } else if (packet[1] == 3) {
            memcpy(out, "\0\4\0\1", length = 4);
            sendto(fd, out, length, 0, (void *)&peer, sizeof peer);
            lost = n - 4 != menu->size || memcmp(packet + 4, menu->content, menu->size) != 0;
            break;
        } else {
            break;
        }
    }
    close(fd);
    return lost;
}

static void *fetch_menus(void *argument) {
    struct menu *menu = argument;
    while (!menu->stop && menu->count < MENUS_MOST) {
        long start = now_nanos();
        menu->lost += fetch_menu(menu);
        menu->took[menu->count++] = now_nanos() - start;
        struct timespec pause = {0, MENU_PAUSE_NANOS};
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static int by_size(const void *a, const void *b) {
    long x = *(const long *)a, y = *(const long *)b;
    return x < y ? -1 : x > y;
}

static double percentile(struct menu *menu, int percent) {
    return menu->count == 0 ? 0 : menu->took[(menu->count - 1) * percent / 100] / 1e6;
}

static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void report(int clients, struct menu *menu, double cpu) {
    long bytes = 0, longest = 1;
    int lost = 0;
    const char *why = "";
    for (int i = 0; i < clients; i++) {
        if (roms[i].lost != NULL) {
            lost++;
            why = roms[i].lost;
        } else {
            bytes += roms[i].bytes;
        }
        if (roms[i].end - roms[i].start > longest) longest = roms[i].end - roms[i].start;
    }
    qsort(menu->took, menu->count, sizeof menu->took[0], by_size);
    printf("{\"seconds\": %.5f, \"bytes\": %ld, \"lost\": %d, \"why\": \"%s\", \"window\": %d, \"cpu\": %.2f, \"menus\": %d, "
           "\"menus_lost\": %d, \"menu_p50_ms\": %.2f, \"menu_p99_ms\": %.2f, \"menu_max_ms\": %.2f}\n",
        longest / 1e9, bytes, lost, why, roms[0].window, cpu, menu->count, menu->lost, percentile(menu, 50),
        percentile(menu, 99), percentile(menu, 100));
    fflush(stdout);
}

static void run(int clients, struct in_addr first_local, struct menu *menu) {
    int ports = (clients + ADDRESSES - 1) / ADDRESSES, fds[PORTS_MOST], stride = (order.block_size + 4 + 63) / 64 * 64;
    int poll_fd = epoll_create1(0);
    unsigned char *buffers = malloc((long)BATCH * stride);
    double cpu = cpu_seconds();
    pthread_t menu_thread;
    roms = calloc(clients, sizeof *roms);
    over = 0;
    if (poll_fd < 0 || roms == NULL || buffers == NULL || ports > PORTS_MOST) die("run");
    for (int i = 0; i < ports; i++) {
        fds[i] = open_socket();
        struct epoll_event wanted = {.events = EPOLLIN, .data.u32 = i};
        if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, fds[i], &wanted) != 0) die("epoll");
    }
    if (menu->name != NULL && pthread_create(&menu_thread, NULL, fetch_menus, menu) == 0) {
        struct sched_param urgent = {.sched_priority = 1};
        pthread_setschedparam(menu_thread, SCHED_FIFO, &urgent);
    }
    for (int i = 0; i < clients; i++) {
        roms[i] = (struct rom){.fd = fds[i / ADDRESSES], .block_size = 512, .window = 1, .start = now_nanos()};
        roms[i].local.s_addr = htonl(ntohl(first_local.s_addr) + i % ADDRESSES);
        send_request(&roms[i]);
    }
    for (long next_tick = 0; over < clients;) {
        struct epoll_event ready[PORTS_MOST];
        int n = epoll_wait(poll_fd, ready, PORTS_MOST, first_delayed != NULL ? 0 : 10);
        for (int i = 0; i < n; i++) {
            int at = (int)ready[i].data.u32;
            receive(fds[at], at, clients, buffers, stride);
        }
        long now = now_nanos();
        send_delayed(now);
        if (answers.count > 0) flush_answers();
        if (now - next_tick >= 0) {
            next_tick = now + TICK;
            tick(clients, now);
        }
    }
    send_delayed(now_nanos() + 10 * SECOND);
    if (answers.count > 0) flush_answers();
    menu->stop = 1;
    if (menu->name != NULL) pthread_join(menu_thread, NULL);
    report(clients, menu, cpu_seconds() - cpu);
    for (int i = 0; i < ports; i++) close(fds[i]);
    close(poll_fd);
    free(buffers);
    free(roms);
}

int main(void) {
    static char line[4096];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char server[64], local[64], path[1024], name[256], menu_path[1024], menu_name[256];
        int clients;
        long delay;
        struct in_addr first_local;
        if (sscanf(line, "%63s %63s %1023s %255s %d %d %d %ld %1023s %255s", server, local, path, name, &clients,
                &order.block_size, &order.window, &delay, menu_path, menu_name) != 10) {
            fprintf(stderr, "romstorm: not an order: %s", line);
            return 2;
        }
        order.server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(69)};
        if (inet_pton(AF_INET, server, &order.server.sin_addr) != 1 || inet_pton(AF_INET, local, &first_local) != 1
            || clients < 1 || clients > ADDRESSES * PORTS_MOST) {
            fprintf(stderr, "romstorm: bad numbers: %s", line);
            return 2;
        }
        order.name = name;
        order.delay = delay * 1000;
        order.content = map(path, &order.size);
        struct menu *menu = calloc(1, sizeof *menu);
        if (menu == NULL) die("menu");
        menu->server = order.server;
        menu->name = strcmp(menu_name, "-") == 0 ? NULL : menu_name;
        menu->content = map(menu_path, &menu->size);
        run(clients, first_local, menu);
        munmap((void *)order.content, order.size);
        munmap((void *)menu->content, menu->size);
        free(menu);
    }
    return 0;
}
