"""What a rehearsal has shown, read from its directory: consoles, the clone's progress, the appliance's states.

usage: facts.py armed DIR             exit 0 when every known machine is armed
       facts.py progress DIR NODE     prints how much of the stream NODE has, in per cent
       facts.py settled DIR           exit 0 when nothing more is to be expected of any machine
       facts.py news DIR              prints what happened since the last time
       facts.py report DIR [POWER-OFF [TOO-SMALL]]  prints the table, writes result.json; exit 1 when anything is missing
"""
import json
import os
import re
import sys

STEPS = ["pxe", "stage1", "hello", "stage2", "formatted", "received", "switched", "pxeLocal", "marker", "verified"]
TITLES = ["PXE", "stage 1", "hello", "stage 2", "formatted", "received", "switched", "PXE local", "own disk", "verified"]
STREAM = "kainstall2"
# of PXELINUX; of GRUB
PXE, LOCAL = re.compile(r"PXELINUX \d|Welcome to GRUB!"), re.compile(r"Booting from local disk|Booting `Boot from the local disk'")
STAGE1 = re.compile(r"KA .*stage 1 up")
MARKER = re.compile(r"CLONE-MARK (.*)")
# a step of the table, and what the appliance's record of the machine says when it is reached
EVENTS = {
    "hello": re.compile(r"^WAITING\b"),
    "stage2": re.compile(r"\bDESCRIPTION\b|^PARTITION\b|\bPARTITION\b"),
    "formatted": re.compile(r"\bMOUNT\b"),
    "received": re.compile(r"^FINISHING\b|\bFINISH\b"),
    "switched": re.compile(r"^DONE\b"),
    "verified": re.compile(r"^VERIFIED\b"),
}


def read(directory, name, default=""):
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return default
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return None


def machines(directory):
    """(name, MAC) of every machine, the known ones first."""
    return [tuple(line.split()[:2]) for line in read(directory, "machines").splitlines()]


def expected_devices(directory, name):
    """What the marker says of a clone: the golden system's root/devices (root=sda2 ...), on the disk that this machine has."""
    disk = next(line.split()[3] for line in read(directory, "machines").splitlines() if line.split()[0] == name)
    partition = disk + ("p" if disk[-1].isdigit() else "")
    words = read(directory, "golden/root/devices", "root=sda2 home=sda5 swap=sda1").split()
    pairs = (word.partition("=")[::2] for word in words)
    return {key: "/dev/" + partition + value[3:] if value.startswith("sda") else value for key, value in pairs}


def power_on(directory, name):
    return float(read(directory, name + ".serial.log.power-on", "0") or 0)


def states(directory):
    """MAC -> the appliance's last word on that machine."""
    polls = read(directory, "nodes.jsonl").splitlines()
    last = parsed(polls[-1]) if polls else None
    return {node["mac"]: node for node in (last or {"nodes": []})["nodes"]}


def progress(directory):
    """The clone command's progress, one (seconds, object) a line."""
    for line in read(directory, "clone.log").splitlines():
        stamp, _, text = line.strip().partition(" ")
        value = parsed(text)
        if isinstance(value, dict):
            yield float(stamp), value


def percent(directory, node):
    for _, line in reversed(list(progress(directory))):
        if not str(line.get("session", "")).startswith(STREAM):
            continue
        for row in line.get("nodes", []):
            if node in (row.get("name"), row.get("mac")):
                total = line.get("total") or 0
                return int(row["percent"]) if "percent" in row else int(100 * row.get("bytes", 0) / total) if total else 0
    return 0


def console(directory, name, kind=".serial.log"):
    """Seconds since power-on and text of every line on the machine's console."""
    for line in read(directory, name + kind).splitlines():
        match = re.match(r" *(\d+\.\d\d) (.*)", line)
        if match:
            yield float(match[1]), match[2]


def seen_on_console(directory, name, kind=".serial.log"):
    """What the console shows, in order: boot menu, stage 1, boot menu again, own disk. And the marker's fields."""
    steps, marker = {}, {}
    for seconds, text in console(directory, name, kind):
        if PXE.search(text):
            steps.setdefault("pxe", seconds)
        if STAGE1.search(text):
            steps.setdefault("stage1", seconds)
        if LOCAL.search(text):
            steps.setdefault("pxeLocal" if "stage1" in steps else "localUncloned", seconds)
        found = MARKER.search(text)
        if found and not marker:
            steps["marker"] = seconds
            marker = dict(word.partition("=")[::2] for word in found[1].split())
    return steps, marker


def seen_by_appliance(directory, name):
    steps, on = {}, power_on(directory, name)
    machines = (parsed(read(directory, name + ".events.json")) or {}).get("machines", [])
    events = [event for machine in machines for event in machine.get("events", [])]
    for event in sorted(events, key=lambda e: e["at"]):
        seconds = event["at"] / 1000 - on
        for step, pattern in EVENTS.items():
            if seconds > 0 and pattern.search("%s %s" % (event["kind"], event["text"])):
                steps.setdefault(step, seconds)
    return steps


def is_zero(path):
    """True when the disk holds nothing but zero bytes; skips the holes of the file."""
    with open(path, "rb") as disk:
        at, size = 0, os.fstat(disk.fileno()).st_size
        while at < size:
            try:
                at = os.lseek(disk.fileno(), at, os.SEEK_DATA)
            except OSError:
                return True
            hole = os.lseek(disk.fileno(), at, os.SEEK_HOLE)
            disk.seek(at)
            while at < hole:
                chunk = disk.read(min(1 << 20, hole - at))
                if chunk.count(0) != len(chunk):
                    return False
                at += len(chunk)
    return True


def known_machine(directory, name, mac, state):
    steps, marker = seen_on_console(directory, name)
    steps = {**seen_by_appliance(directory, name), **steps}
    problems = ["no %s" % title for step, title in zip(STEPS, TITLES) if step not in steps]
    if state.get("state") != "VERIFIED":
        problems.append("state is %s%s" % (state.get("state"), ": " + state["detail"] if state.get("detail") else ""))
    expected = {"host": name, **expected_devices(directory, name)}
    problems += ["%s is %s, not %s" % (key, marker[key], value)
                 for key, value in expected.items() if key in marker and marker[key] != value]
    return steps, marker, problems + compared(directory, name)


def compared(directory, name):
    found = read(directory, name + ".compare.log").splitlines()
    if found:
        return ["its disk differs from the golden system in %d lines, see %s.compare.log" % (len(found), name)]
    failed = read(directory, name + ".compare.exit").strip() != "0"
    return ["its disk could not be compared with the golden system"] if failed else []


def powered_off_machine(directory, name, mac, state):
    steps, marker = seen_on_console(directory, name)
    steps = {**seen_by_appliance(directory, name), **steps}
    problems = [] if os.path.exists(os.path.join(directory, "power-off.json")) else ["its plug was not pulled"]
    if marker or state.get("state") in ("DONE", "VERIFIED"):
        problems.append("finished all the same: %s" % state.get("state"))
    return steps, marker, problems


def cut_machine(directory, name, mac, state):
    """Its consoles before the last power-on show that it was to be cloned each time; the last one, that it came up."""
    steps, marker = seen_on_console(directory, name)
    problems = [] if state.get("state") == "VERIFIED" and marker else ["state is %s" % state.get("state")]
    problems += compared(directory, name)
    cuts = [words for words in (line.split() for line in read(directory, "cuts").splitlines()) if words[0] == name]
    for _, step, where in cuts:
        before, early = seen_on_console(directory, name, ".serial.log." + step)
        if where != "in":
            problems.append("its plug was pulled too late for %s" % step)
        if "stage1" not in before or "localUncloned" in before or "pxeLocal" in before or early:
            problems.append("its disk was booted before the cut in %s" % step)
    if ("stage1" in steps) == (bool(cuts) and cuts[-1][1] == "DONE"):
        problems.append("after the last cut it was %s" % ("cloned again" if "stage1" in steps else "not cloned again"))
    return steps, marker, problems


def refused_machine(directory, name, mac, state):
    steps, marker = seen_on_console(directory, name)
    steps = {**seen_by_appliance(directory, name), **steps}
    problems = [] if state.get("state") == "PARKED" else ["state is %s, not PARKED" % state.get("state")]
    before = read(directory, name + ".disk.raw.before")
    same = before == read(directory, name + ".disk.raw.after") if before else is_zero(os.path.join(directory, name + ".disk.raw"))
    if "formatted" in steps or not same:
        problems.append("its disk was written to")
    return steps, marker, problems


def unknown_machine(directory, name, mac, state):
    steps, marker = seen_on_console(directory, name)
    problems = [] if state.get("state", "UNKNOWN") == "UNKNOWN" else ["state is %s" % state["state"]]
    if "stage1" in steps:
        problems.append("stage 1 was booted")
    if not is_zero(os.path.join(directory, name + ".disk.raw")):
        problems.append("its disk was written to")
    return steps, marker, problems


def has_old_content(directory, name):
    return os.path.exists(os.path.join(directory, name + ".disk.raw.before"))


def role_of(directory, name, power_off, too_small):
    if name.startswith("unknown"):
        return "unknown"
    if re.search(r"^%s " % name, read(directory, "cuts"), re.M):
        return "cut"
    return "powered-off" if power_off.startswith(name + "@") else "refused" if name == too_small or has_old_content(directory, name) else "known"


def machine(directory, name, mac, state, role):
    look = {"known": known_machine, "unknown": unknown_machine, "powered-off": powered_off_machine,
            "refused": refused_machine, "cut": cut_machine}[role]
    steps, marker, problems = look(directory, name, mac, state)
    disk = os.path.join(directory, name + ".disk.raw")
    return {
        "name": name, "mac": mac, "role": role, "state": state.get("state"), "detail": state.get("detail"),
        "disk": disk, "diskBytes": os.path.getsize(disk), "console": os.path.join(directory, name + ".serial.log"),
        "seconds": {step: round(steps[step], 1) for step in steps}, "marker": marker,
        "ok": not problems, "problems": problems,
    }


def report(directory, power_off="", too_small=""):
    last = states(directory)
    rows = [machine(directory, name, mac, last.get(mac, {}), role_of(directory, name, power_off, too_small))
            for name, mac in machines(directory)]
    status = read(directory, "clone.exit").strip()
    problems = []
    expected = 1 if power_off or any(row["role"] == "refused" for row in rows) else 0
    if status != str(expected):
        problems.append("clone ended with status %s, not %d" % (status or "none", expected))
    ok = not problems and all(row["ok"] for row in rows)
    begin = min(power_on(directory, row["name"]) for row in rows)
    total = max([power_on(directory, r["name"]) - begin + max(r["seconds"].values(), default=0) for r in rows])
    result = {"ok": ok, "seconds": round(total, 1), "cloneExit": int(status) if status else None, "problems": problems,
              "powerOff": parsed(read(directory, "power-off.json")), "machines": rows}
    with open(os.path.join(directory, "result.json"), "w", encoding="utf-8") as file:
        json.dump(result, file, indent=2)
    table(rows)
    said = {"known": "OK", "unknown": "OK (left alone)", "powered-off": "OK (powered off)", "refused": "OK (refused)",
            "cut": "OK (again and again)"}
    for row in rows:
        print("%s: %s" % (row["name"], said[row["role"]] if row["ok"] else "FAILED: " + "; ".join(row["problems"])))
    for problem in problems:
        print(problem)
    print("%s: %d machines in %.0f s" % ("OK" if ok else "FAILED", len(rows), total))
    return 0 if ok else 1


def table(rows):
    print("\nseconds since power-on")
    print("%-10s %-17s %8s " % ("machine", "MAC", "disk") + " ".join("%9s" % title for title in TITLES))
    for row in rows:
        cells = ["%9.1f" % row["seconds"][step] if step in row["seconds"] else "%9s" % "-" for step in STEPS]
        print("%-10s %-17s %4d MiB " % (row["name"], row["mac"], row["diskBytes"] >> 20) + " ".join(cells))
    print()


def armed(directory):
    last = states(directory)
    known = [mac for name, mac in machines(directory) if name.startswith("node")]
    return 0 if all(last.get(mac, {}).get("state") == "ARMED" for mac in known) else 1


def settled(directory):
    """Nothing more to come: verified and up, or parked; without power; or, once clone has given up, not yet writing its disk."""
    last = states(directory)
    off = (parsed(read(directory, "power-off.json")) or {}).get("node")
    given_up = read(directory, "clone.exit").strip() not in ("", "0")
    still = {"RECEIVING", "FINISHING", "DONE"}
    for name, mac in machines(directory):
        state = last.get(mac, {}).get("state")
        up = state == "VERIFIED" and "marker" in seen_on_console(directory, name)[0]
        over = name == off or up or state == "PARKED" or given_up and state not in still
        if name.startswith("node") and not over:
            return 1
    return 0


def news(directory):
    polls = read(directory, "nodes.jsonl").splitlines()[-2:]
    pairs = [{n["mac"]: n for n in (parsed(p) or {"nodes": []})["nodes"]} for p in polls]
    if len(pairs) == 2:
        for mac, node in pairs[1].items():
            if node.get("state") != pairs[0].get(mac, {}).get("state"):
                print("         %s: %s %s" % (node.get("name") or mac, node.get("state"), node.get("detail") or ""), flush=True)
    return 0


def main(command, directory, *rest):
    if command == "progress":
        print(percent(directory, *rest))
        return 0
    return {"armed": armed, "settled": settled, "news": news, "report": report}[command](directory, *rest)


sys.exit(main(*sys.argv[1:]))
