//! The tree against the vectors of the certificate-transparency log, and against the RFC's own recursive definition.

use super::proof::{ConsistencyProver, Prover, verify_consistency, verify_inclusion};
use super::*;
use proptest::prelude::*;

/// The leaves that the implementations of RFC 6962 share as their test.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

/// The roots of the trees of the first 1 to 8 of them.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// `MTH` of RFC 9162, 2.1.1, word for word.
fn naive_root(leaves: &[Sha]) -> Sha {
    match leaves {
        [] => Sha::of(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(half(leaves.len()));
            node(&naive_root(left), &naive_root(right))
        }
    }
}

/// `PATH` of RFC 9162, 2.1.3.1.
fn naive_path(index: usize, leaves: &[Sha]) -> Vec<Sha> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut path, sibling) = if index < left.len() {
        (naive_path(index, left), right)
    } else {
        (naive_path(index - left.len(), right), left)
    };
    path.push(naive_root(sibling));
    path
}

/// `SUBPROOF` of RFC 9162, 2.1.4.1.
fn naive_proof(old: usize, leaves: &[Sha], whole: bool) -> Vec<Sha> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![naive_root(leaves)] };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut proof, other) = if old <= left.len() {
        (naive_proof(old, left, whole), right)
    } else {
        (naive_proof(old - left.len(), right, false), left)
    };
    proof.push(naive_root(other));
    proof
}

/// The largest power of two below a length.
fn half(length: usize) -> usize {
    length.next_power_of_two() / 2
}

fn leaves(count: usize) -> Vec<Sha> {
    (0..count).map(|leaf| leaf_hash(&leaf.to_le_bytes())).collect()
}

#[test]
fn the_known_roots() {
    let mut frontier = Frontier::default();
    assert_eq!(frontier.root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (leaf, root) in LEAVES.iter().zip(ROOTS) {
        frontier.push(leaf_hash(leaf));
        assert_eq!(frontier.root().hex(), root);
    }
}

#[test]
fn the_known_path_and_proof() {
    let hashes: Vec<Sha> = LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect();
    let mut prover = Prover::new(&[5], 8).unwrap();
    let mut consistency = ConsistencyProver::new(6, 8).unwrap();
    for hash in &hashes {
        prover.push(*hash);
        consistency.push(*hash);
    }
    let path: Vec<String> = prover.finish().unwrap().1[0].path.iter().map(Sha::hex).collect();
    assert_eq!(
        path,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    let proof: Vec<String> = consistency.finish().unwrap().iter().map(Sha::hex).collect();
    assert_eq!(
        proof,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

#[test]
fn every_small_tree_is_as_the_definition_says() {
    let all = leaves(40);
    for size in 1..=all.len() {
        let tree = &all[..size];
        let indices: Vec<u64> = (0..size as u64).collect();
        let mut prover = Prover::new(&indices, size as u64).unwrap();
        // Leaves that came later change nothing.
        for leaf in &all {
            prover.push(*leaf);
        }
        let (root, paths) = prover.finish().unwrap();
        assert_eq!(root, naive_root(tree));
        for proof::Inclusion { leaf: index, path } in paths {
            let leaf = tree[usize::try_from(index).unwrap()];
            assert_eq!(path, naive_path(usize::try_from(index).unwrap(), tree));
            assert!(verify_inclusion(leaf, index, size as u64, &path, &root));
            for other in (0..=size as u64).filter(|other| *other != index) {
                assert!(!verify_inclusion(leaf, other, size as u64, &path, &root), "{index} {other} {size}");
            }
        }
        for old in 1..=size {
            let mut prover = ConsistencyProver::new(old as u64, size as u64).unwrap();
            for leaf in &all {
                prover.push(*leaf);
            }
            let proof = prover.finish().unwrap();
            assert_eq!(proof, naive_proof(old, tree, true), "{old} {size}");
            let old_root = naive_root(&all[..old]);
            assert!(verify_consistency((old as u64, &old_root), (size as u64, &root), &proof));
            assert!(!verify_consistency((old as u64, &Sha::NONE), (size as u64, &root), &proof));
            assert!(!verify_consistency((old as u64, &old_root), (size as u64, &Sha::NONE), &proof));
        }
    }
}

#[test]
fn what_is_not_in_the_tree_is_not_proved() {
    assert!(Prover::new(&[3], 3).is_none() && Prover::new(&[0], 0).is_none());
    assert!(Prover::new(&vec![0; proof::MAX_PROOFS + 1], 1).is_none());
    assert!(ConsistencyProver::new(0, 3).is_none() && ConsistencyProver::new(4, 3).is_none());
    let mut short = Prover::new(&[0], 3).unwrap();
    for leaf in leaves(2) {
        short.push(leaf);
    }
    assert!(short.finish().is_none(), "a leaf was missing");
    assert!(Frontier::new(3, leaves(1)).is_none() && Frontier::new(3, leaves(2)).is_some());
}

proptest! {
    #[test]
    fn a_frontier_goes_on_from_anywhere(size in 0usize..300, more in 0usize..50) {
        let all = leaves(size + more);
        let mut frontier = Frontier::default();
        for leaf in &all[..size] {
            frontier.push(*leaf);
        }
        prop_assert_eq!(frontier.root(), naive_root(&all[..size]));
        let mut frontier = Frontier::new(frontier.size(), frontier.hashes().to_vec()).unwrap();
        for leaf in &all[size..] {
            frontier.push(*leaf);
        }
        prop_assert_eq!(frontier.root(), naive_root(&all));
        prop_assert_eq!(frontier.hashes().len(), hashes_of(frontier.size()));
    }

    #[test]
    fn no_altered_path_is_believed(size in 1u64..200, index in any::<u64>(), place in any::<usize>(), bit in 0usize..256) {
        let index = index % size;
        let all = leaves(usize::try_from(size).unwrap());
        let mut prover = Prover::new(&[index], size).unwrap();
        for leaf in &all {
            prover.push(*leaf);
        }
        let (root, mut paths) = prover.finish().unwrap();
        let mut path = paths.remove(0).path;
        let leaf = all[usize::try_from(index).unwrap()];
        prop_assert!(verify_inclusion(leaf, index, size, &path, &root));
        if !path.is_empty() {
            let place = place % path.len();
            path[place].0[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!verify_inclusion(leaf, index, size, &path, &root));
        }
        path.push(Sha::NONE);
        prop_assert!(!verify_inclusion(leaf, index, size, &path, &root));
    }

    #[test]
    fn no_proof_makes_the_checks_panic(numbers in any::<(u64, u64)>(), hashes in proptest::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let proof: Vec<Sha> = hashes.into_iter().map(Sha).collect();
        let (a, b) = numbers;
        prop_assert!(!verify_inclusion(Sha::NONE, a, b, &proof, &Sha::NONE));
        prop_assert!(a == b || !verify_consistency((a, &Sha::NONE), (b, &Sha::NONE), &proof));
    }
}
