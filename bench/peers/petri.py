"""A map as PM4Py takes it."""

from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

UNIT = 10_000
"""What an edit costs PM4Py; the silent step at the end costs 1."""


def petri_net(journey):
    """The map as a state machine: to be at a touchpoint is a place, to come there a transition
    with its name."""
    net = PetriNet(journey["id"])
    place = {}

    def new_place(name):
        place[name] = PetriNet.Place(name)
        net.places.add(place[name])

    def new_step(name, label, source, target):
        step = PetriNet.Transition(name, label)
        net.transitions.add(step)
        add_arc_from_to(place[source], step, net)
        add_arc_from_to(step, place[target], net)

    touchpoints = [it for stage in journey["stages"] for it in stage["touchpoints"]]
    for name in [">", *(it["id"] for it in touchpoints), "<"]:
        new_place(name)
    for it in touchpoints:
        if it.get("role") == "entry":
            new_step(f"> {it['id']}", it["id"], ">", it["id"])
        if it.get("role") in ("goal", "exit"):
            new_step(f"{it['id']} <", None, it["id"], "<")
    for at, link in enumerate(journey["transitions"]):
        new_step(f"{at} {link['from']} {link['to']}", link["to"], link["from"], link["to"])
    return net, Marking({place[">"]: 1}), Marking({place["<"]: 1})
