"""Data-parallel training in several processes of one thread each.

On a machine that other work shares, this is many times as fast as one process with several threads: threads wait for
each other within every operation, these processes only once a step. On CUDA there is one process.
"""

import os
import socket
from collections.abc import Callable, Iterable

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn


class Team:
    """The processes that train one model together; the first one (`leads`) reports and saves."""

    def __init__(self, rank: int, size: int) -> None:
        self.rank, self.size = rank, size

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def agree(self, value: float) -> float:
        """The first process's `value`, in all of them."""
        if self.size == 1:
            return value
        told = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(told, 0)
        return float(told)

    def average_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        if self.size == 1:
            return
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        for gradient, part in zip(gradients, flat.split([gradient.numel() for gradient in gradients])):
            gradient.copy_(part.view_as(gradient))


    def spread(self, rank: int, tensors: list[torch.Tensor]) -> None:
        """Copies the tensors of process `rank` into those of all others."""
        if self.size == 1 or not tensors:
            return
        flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
        dist.broadcast(flat, rank)
        if rank != self.rank:
            for tensor, part in zip(tensors, flat.split([tensor.numel() for tensor in tensors])):
                tensor.copy_(part.view(tensor.shape))


def _member(rank: int, size: int, port: int, work: Callable[[Team], None]) -> None:
    torch.set_num_threads(1)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    dist.init_process_group("gloo", rank=rank, world_size=size)
    try:
        work(Team(rank, size))
    finally:
        dist.destroy_process_group()


def run(work: Callable[[Team], None], size: int) -> None:
    """Runs `work` in `size` processes on a CPU, or in this one on CUDA."""
    if torch.cuda.is_available() or size == 1:
        work(Team(0, 1))
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mp.spawn(_member, (size, port, work), nprocs=size)
